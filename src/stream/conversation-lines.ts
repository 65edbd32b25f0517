import { AsyncLocalStorage } from 'node:async_hooks';

/** One task at a time per conversation, in order, and not more than a number of them at once. */
export interface ConversationLines {
  /** Queues a task; resolves or rejects as the task does. */
  run<T>(conversation: string, task: () => Promise<T>, options?: RunOptions): Promise<T>;
  /**
   * Runs a task within the running task of this conversation that the caller is in, which then ends no sooner;
   * `undefined` where the caller is in none.
   */
  runInside<T>(conversation: string, task: () => Promise<T>): Promise<T> | undefined;
  /** Resolves when nothing runs or waits, excused conversations left out. */
  idle(): Promise<void>;
  /** Calls back when the conversation's line has become empty; `false` when it is empty now. */
  whenFree(conversation: string, callback: () => void): boolean;
  /** The caller's own conversations are not waited for from now on. */
  excuseCaller(): void;
  /** Whether a task of the conversation runs or waits. */
  isBusy(conversation: string): boolean;
  /** Drops the conversation's waiting tasks: they reject with the reason. */
  drop(conversation: string, reason: Error): void;
  /** Starts no waiting task any more: they reject with the reason. */
  stop(reason: Error): void;
}

/** Options of {@link ConversationLines.run}. */
export interface RunOptions {
  /**
   * The caller may be a running task that waits for this one. Then it takes no slot of its own; and where the running
   * task of its conversation waits for the caller, directly or through others, it runs within that one at once.
   */
  nested?: boolean;
}

/** A running task and what runs within it; what they left behind in timers and promises sees it ended. */
interface Frame {
  readonly conversation: string;
  /** Ends with the last, whether its own task waits for the others or not. */
  readonly parts: Set<Part>;
  end: () => void;
}

/** The own task of a frame, or one that runs within it. */
interface Part {
  readonly frame: Frame;
  /** Nested tasks that it may wait for. */
  readonly waitsFor: Set<Entry>;
}

interface Entry {
  readonly line: Line;
  /** Those that may wait for it. */
  readonly around: readonly Part[];
  start: (frame: Frame) => void;
  drop: (reason: Error) => void;
}

interface Line {
  readonly conversation: string;
  readonly waiting: Entry[];
  frame: Frame | undefined;
}

export function createConversationLines(concurrency: number): ConversationLines {
  const lines = new Map<string, Line>();
  const inside = new AsyncLocalStorage<readonly Part[]>();
  const slotWaiters = new Set<Line>();
  const freeWaiters = new Map<string, (() => void)[]>();
  const idleWaiters = new Set<() => void>();
  const excused = new Set<string>();
  let used = 0;
  let stopped: Error | undefined;

  const isLive = (part: Part): boolean => part.frame.parts.has(part);
  const isAwaited = ({ around }: Entry): boolean => around.some(isLive);
  const isTaken = (line: Line): boolean => line.frame !== undefined || slotWaiters.has(line);

  function next(line: Line): void {
    if (!isTaken(line) && line.waiting.length === 0) tellFree(line.conversation);
    if (isTaken(line)) return;
    const [entry] = line.waiting;
    if (entry === undefined) {
      lines.delete(line.conversation);
      tellIdle();
      return;
    }
    const takesSlot = used < concurrency && !isAwaited(entry);
    // Who waits in the line lends its slot to those before it, which it may be holding from them.
    if (takesSlot || line.waiting.some(isAwaited)) begin(line, takesSlot);
    else slotWaiters.add(line);
  }

  function begin(line: Line, takesSlot: boolean): void {
    const entry = line.waiting.shift();
    if (takesSlot) used += 1;
    const end = (): void => {
      line.frame = undefined;
      if (takesSlot) freeSlot();
      next(line);
    };
    line.frame = { conversation: line.conversation, parts: new Set(), end };
    entry?.start(line.frame);
  }

  function freeSlot(): void {
    used -= 1;
    const [line] = slotWaiters;
    if (line !== undefined && slotWaiters.delete(line)) begin(line, true);
  }

  // They may queue the next task, before the line counts as empty.
  function tellFree(conversation: string): void {
    const callbacks = freeWaiters.get(conversation) ?? [];
    freeWaiters.delete(conversation);
    for (const callback of callbacks) callback();
  }

  function tellIdle(): void {
    if (idleWaiters.size === 0) return;
    for (const conversation of lines.keys()) if (!excused.has(conversation)) return;
    for (const resolve of idleWaiters) resolve();
    idleWaiters.clear();
  }

  const store = (): readonly Part[] => inside.getStore() ?? [];
  const frames = (): Frame[] => store().flatMap(({ frame }) => (frame.parts.size > 0 ? [frame] : []));

  function queue<T>(line: Line, around: readonly Part[], task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const forget = (): void => around.forEach(({ waitsFor }) => void waitsFor.delete(entry));
      const entry: Entry = {
        line,
        around,
        start: (frame) => {
          const part = partOf(frame);
          const done = inside.run([...around, part], async () => task());
          // Who gets its end does not wait for it any more.
          void done
            .finally(forget)
            .then(resolve, reject)
            .finally(() => leave(part));
        },
        drop: reject,
      };
      for (const { waitsFor } of around) waitsFor.add(entry);
      line.waiting.push(entry);
      if (around.length > 0) slotWaiters.delete(line);
      next(line);
    });
  }

  function runWithin<T>(frame: Frame, task: () => Promise<T>): Promise<T> {
    const part = partOf(frame);
    const around = store().filter(isLive);
    return inside.run([...around, part], async () => task()).finally(() => leave(part));
  }

  return {
    run(conversation, task, { nested = false } = {}) {
      if (stopped !== undefined) return Promise.reject(stopped);
      const around = nested ? store().filter(isLive) : [];
      const line = lines.get(conversation) ?? { conversation, waiting: [], frame: undefined };
      const running = around.length > 0 ? line.frame : undefined;
      // To wait for its end would be to wait for each other.
      if (running !== undefined && waitsForOneOf(running, around)) return runWithin(running, task);
      lines.set(conversation, line);
      return queue(line, around, task);
    },
    runInside(conversation, task) {
      const frame = frames().find((one) => one.conversation === conversation);
      return frame && runWithin(frame, task);
    },
    idle: () =>
      new Promise((resolve) => {
        idleWaiters.add(resolve);
        tellIdle();
      }),
    whenFree(conversation, callback) {
      if (!lines.has(conversation)) return false;
      const callbacks = freeWaiters.get(conversation) ?? [];
      freeWaiters.set(conversation, [...callbacks, callback]);
      return true;
    },
    excuseCaller() {
      for (const { conversation } of frames()) excused.add(conversation);
      tellIdle();
    },
    isBusy: (conversation) => lines.has(conversation),
    drop(conversation, reason) {
      for (const entry of lines.get(conversation)?.waiting.splice(0) ?? []) entry.drop(reason);
    },
    stop(reason) {
      stopped = reason;
      for (const line of lines.values()) for (const entry of line.waiting.splice(0)) entry.drop(reason);
      for (const line of slotWaiters) if (slotWaiters.delete(line)) next(line);
      // One that stays enabled slows every await of the process, on Node 20.
      inside.disable();
    },
  };
}

function partOf(frame: Frame): Part {
  const part = { frame, waitsFor: new Set<Entry>() };
  frame.parts.add(part);
  return part;
}

function leave(part: Part): void {
  const { parts, end } = part.frame;
  parts.delete(part);
  if (parts.size === 0) end();
}

/** Whether a frame is one of the callers', or waits for one, directly or through others. */
function waitsForOneOf(frame: Frame, callers: readonly Part[]): boolean {
  const targets = new Set(callers.map((caller) => caller.frame));
  const reached = new Set([frame]);
  // A set goes on to what is added meanwhile.
  for (const one of reached) {
    if (targets.has(one)) return true;
    for (const { waitsFor } of one.parts)
      for (const { line } of waitsFor) if (line.frame !== undefined) reached.add(line.frame);
  }
  return false;
}
