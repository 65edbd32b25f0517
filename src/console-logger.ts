import type { Logger } from './ports.js';

/** The default logger: `console`, from `warn` up. */
export const consoleLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  // biome-ignore lint/suspicious/noConsole: this is the default logger
  warn: (fields, message) => console.warn(`[tidemark] ${message}`, fields),
  // biome-ignore lint/suspicious/noConsole: this is the default logger
  error: (fields, message) => console.error(`[tidemark] ${message}`, fields),
};
