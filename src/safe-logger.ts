import type { Logger } from './ports.js';

/** A logger that never throws: a broken log must not stop a bot (R22). */
export function safeLogger(logger: Logger): Logger {
  const guard =
    (level: keyof Logger): Logger['warn'] =>
    (fields, message) => {
      try {
        logger[level](fields, message);
      } catch {
        // There is nowhere left to tell it.
      }
    };
  return { debug: guard('debug'), info: guard('info'), warn: guard('warn'), error: guard('error') };
}
