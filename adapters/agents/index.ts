/**
 * Microsoft 365 Agents SDK: an adapter that runs an unchanged agent on WhatsApp, and middleware for other adapters.
 *
 * @module
 */
export { type AgentLogic, KaleyraAdapter } from './kaleyra-adapter.js';
export { ReadReceiptMiddleware, type ReadReceiptMiddlewareOptions } from './read-receipt-middleware.js';
