/**
 * Fetch handlers, as Hono, Next and Azure Functions on Node have them: a channel's webhook from `Request` to `Response`.
 *
 * @module
 */
export { type FetchHandler, type FetchHandlerOptions, toFetchHandler } from './to-fetch-handler.js';
