/**
 * `node:http`, Express, Connect: a channel's webhook as a request listener.
 *
 * @module
 */
export {
  type NodeListener,
  type NodeListenerOptions,
  type NodeRequest,
  type NodeResponse,
  toNodeListener,
} from './to-node-listener.js';
