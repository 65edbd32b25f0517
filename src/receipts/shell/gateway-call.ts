import { isGatewayError } from '../../errors.js';
import type { Gateway, ReadTarget } from '../../ports.js';
import type { CallResult } from '../core/settle.js';

/** Makes one call and gives its result as a value; whatever is not a {@link GatewayError} may pass, and so is repeated. */
export async function callGateway(
  gateway: Pick<Gateway, 'markRead'>,
  target: ReadTarget,
  options: { typing: boolean; signal: AbortSignal },
): Promise<CallResult> {
  try {
    await gateway.markRead(target, options);
    return { ok: true };
  } catch (error) {
    if (!isGatewayError(error)) return { ok: false, kind: 'retry', code: 'UNKNOWN' };
    const { kind, code, retryAfterMs } = error;
    return { ok: false, kind, code, retryAfterMs };
  }
}
