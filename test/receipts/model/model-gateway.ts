import { type Gateway, GatewayError } from 'tidemark';
import type { ModelResult } from './model-calls.js';
import type { ReceiptsModel } from './receipts-model.js';
import type { PlannedAnswer } from './scenario.js';

/** A gateway that answers as planned and tells the model of every call. */
export function createModelGateway(
  model: ReceiptsModel,
  { planned, keyOf }: { planned: PlannedAnswer[]; keyOf: ReadonlyMap<string, string> },
): Pick<Gateway, 'markRead'> {
  return {
    async markRead({ id }, { typing = false, signal } = {}) {
      const key = keyOf.get(id) ?? '';
      const call = model.callBegins(key, id, typing);
      let open = true;
      const end = (result: ModelResult): void => {
        if (open) model.callEnds(key, call, result);
        open = false;
      };
      signal?.addEventListener('abort', () => end({ ok: false, kind: 'retry' }));
      const result = await answer(planned.shift() ?? { ok: true, afterMs: 0 }, signal);
      end(result);
      if (!result.ok) throw new GatewayError('planned', { code: 'PLANNED', ...result });
    },
  };
}

async function answer(next: PlannedAnswer, signal: AbortSignal | undefined): Promise<ModelResult> {
  const afterMs = next === 'hang' ? undefined : next.afterMs;
  const isAborted = await new Promise<boolean>((resolve) => {
    const timer = afterMs ? setTimeout(resolve, afterMs, false) : undefined;
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(true);
    });
    if (afterMs === 0) resolve(false);
  });
  return isAborted || next === 'hang' ? { ok: false, kind: 'retry' } : next;
}
