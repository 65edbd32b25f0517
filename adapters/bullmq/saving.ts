import type { Desk } from './desk.js';
import { lose } from './lost.js';
import type { Kept } from './mailboxes.js';
import type { Owned } from './owned.js';

/** Keeps what the channel remembers of the conversations, soon after it changed and together with what is settled. */
export interface Saving {
  /** Something of it may have changed. */
  changed(one: Owned): void;
  /** What is to be kept now; `undefined` where nothing has changed. */
  next(one: Owned): Kept | undefined;
  /** The same, changed or not. */
  last(one: Owned): Kept;
  /** It is kept now. */
  confirm(one: Owned, kept: Kept | undefined): void;
  stop(): void;
}

// One turn changes several things; they are kept with one call.
const COLLECT_MS = 25;
const RETRY_MS = 500;

export function createSaving(desk: Desk): Saving {
  const changed = new Set<Owned>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function schedule(inMs: number): void {
    if (desk.closed.aborted) return;
    timer ??= setTimeout(flush, inMs);
    timer.unref();
  }

  function flush(): void {
    timer = undefined;
    for (const one of [...changed]) {
      if (one.saving) continue;
      changed.delete(one);
      if (!one.gone) void save(one);
    }
  }

  async function save(one: Owned): Promise<void> {
    const kept = next(one);
    if (kept === undefined) return;
    one.saving = true;
    try {
      if ((await desk.mailboxes.save(one.conversation, one.fence, kept)) === -1) lose(desk, one, 'taken');
      else confirm(one, kept);
    } catch {
      changed.add(one);
      schedule(RETRY_MS);
    } finally {
      one.saving = false;
      // It changed meanwhile.
      if (changed.has(one)) schedule(COLLECT_MS);
    }
  }

  function last(one: Owned): Kept {
    const { state, busy } = desk.host?.snapshot(one.conversation) ?? { state: undefined, busy: false };
    one.version += 1;
    return { version: one.version, state: state === undefined ? '' : JSON.stringify(state), busy };
  }

  function next(one: Owned): Kept | undefined {
    const kept = last(one);
    // What is under way does not count: it may fail, and what is told together with this would not.
    return kept.state === one.kept?.state && kept.busy === one.kept.busy ? undefined : kept;
  }

  function confirm(one: Owned, kept: Kept | undefined): void {
    if (kept !== undefined && kept.version > (one.kept?.version ?? 0)) one.kept = kept;
  }

  return {
    changed(one) {
      changed.add(one);
      schedule(COLLECT_MS);
    },
    next,
    last,
    confirm,
    stop: () => clearTimeout(timer),
  };
}
