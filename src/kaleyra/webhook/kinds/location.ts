import { z } from 'zod';
import type { Entity } from '../../../activity/activity.js';
import { optionalText } from '../check.js';
import { defined } from '../defined.js';
import { createKind, type Kind, messageContent } from './kind.js';

const schema = z.looseObject({
  location: z.looseObject({ latitude: z.number(), longitude: z.number(), name: optionalText, address: optionalText }),
});

/** A place: entities, since an attachment would satisfy a prompt that asks for a file. */
export const locationKind: Kind = createKind(schema, ({ location: { latitude, longitude, name, address } }) => {
  const entities: Entity[] = [{ type: 'GeoCoordinates', latitude, longitude, ...defined({ name }) }];
  if (address !== undefined) entities.push({ type: 'Place', ...defined({ name }), address });
  return { content: messageContent('', { entities }) };
});
