import { z } from 'zod';
import { strict, upTo } from './rules.js';

// Kaleyra's text page shows preview_url as a string, its reply page as a boolean.
export const text: z.ZodType = strict({
  body: upTo(4096),
  preview_url: z
    .union([z.boolean(), z.enum(['true', 'false'])], { error: 'must be a boolean, "true" or "false"' })
    .optional(),
});
