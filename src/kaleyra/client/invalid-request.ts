import { GatewayError } from '../../errors.js';

/** Makes the error of a call that is wrong in itself and was not sent: `INVALID_REQUEST`, kind `reject`. */
export function invalidRequest(message: string, cause?: unknown): GatewayError {
  return new GatewayError(message, { code: 'INVALID_REQUEST', kind: 'reject', cause });
}
