import { z } from 'zod';
import { jsonObject } from '../check.js';
import { createKind, type Kind, messageContent } from './kind.js';

/** An order from a catalogue: the value is WhatsApp's own, with `catalog_id` and `product_items`. */
export const orderKind: Kind = createKind(z.looseObject({ order: jsonObject }), ({ order }) => ({
  content: messageContent('', { value: order }),
}));
