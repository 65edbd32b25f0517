/**
 * Bot Framework: an adapter that runs an unchanged bot on WhatsApp, and middleware for pipelines on another adapter.
 *
 * @module
 */
export { type BotLogic, KaleyraAdapter } from './kaleyra-adapter.js';
export {
  ReadReceiptMiddleware,
  type ReadReceiptMiddlewareOptions,
  type ReceiptTarget,
} from './read-receipt-middleware.js';
export { whatsappChoices } from './whatsapp-choices.js';
