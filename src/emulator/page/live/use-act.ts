import { useCallback, useState } from 'preact/hooks';
import type { Action } from '../../protocol.js';
import { post } from './server.js';

/** Does something in the emulator; tells whether it could. */
export type Act = (action: Action) => Promise<boolean>;

/** A way to act, and why the last action failed. */
export function useAct(): { act: Act; problem: string | undefined; dismiss: () => void } {
  const [problem, setProblem] = useState<string>();
  const act = useCallback<Act>(async (action) => {
    try {
      await post(action);
      setProblem(undefined);
      return true;
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      return false;
    }
  }, []);
  const dismiss = useCallback(() => setProblem(undefined), []);
  return { act, problem, dismiss };
}
