import { z } from 'zod';
import { anyString, strict } from './rules.js';

/** Decimal degrees; Kaleyra's page shows them as numbers. */
function degrees(most: number): z.ZodNumber {
  const error = `must be a number from -${most} to ${most}`;
  return z.number({ error }).min(-most, { error }).max(most, { error });
}

export const location: z.ZodType = strict({
  latitude: degrees(90),
  longitude: degrees(180),
  name: anyString.optional(),
  address: anyString.optional(),
});
