import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The folder the examples are started in. */
export const root: string = path.resolve(import.meta.dirname, '../..');

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program under test, as a process of its own. */
export interface Program {
  /** What it has printed so far, line by line. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** Resolves when it has ended and all it printed is here. */
  readonly exited: Promise<Exit>;
  /** Resolves with the first line that matches, printed already or not; rejects when the process ends without one. */
  line(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string>;
  /** Signals the process; one that leads a group, the whole group. */
  signal(name: NodeJS.Signals): void;
}

/** How a process is started. */
export interface StartOptions {
  /** In a group of its own, as a terminal and a service manager do: what it starts belongs to it. */
  readonly group?: boolean;
}

const running = new Map<ChildProcess, Program['signal']>();

// A worker that dies takes its processes with it.
process.once('exit', () => {
  for (const signal of running.values()) signal('SIGKILL');
});

/** Kills what is still running, at once, and waits for its end. */
export async function killAll(): Promise<void> {
  await Promise.all(
    [...running].map(
      ([child, signal]) =>
        new Promise<void>((resolve) => {
          child.once('close', () => resolve());
          signal('SIGKILL');
        }),
    ),
  );
}

/** Starts a command in the project's folder, with nothing in its environment but what is given and `PATH`. */
export function start(
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
  { group = false }: StartOptions = {},
): Program {
  const { PATH = '', HOME = '' } = process.env;
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, args, { cwd: root, env: { PATH, HOME, ...env }, stdio, detached: group });
  const signal: Program['signal'] = group ? (name) => signalGroup(child, name) : (name) => void child.kill(name);
  running.set(child, signal);
  const printed: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
  const watchers = new Set<() => void>();
  const tell = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  let ended: Exit | undefined;
  for (const name of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[name], crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      printed[name].push(line);
      tell();
    });
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      // The last lines of both streams come before this.
      setImmediate(() => {
        ended = { code, signal };
        tell();
        resolve(ended);
      });
    });
  });

  return {
    ...printed,
    exited,
    line(stream, pattern) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = printed[stream].find((line) => pattern.test(line));
          if (found === undefined && ended === undefined) return;
          watchers.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`ended (${ended?.code ?? ended?.signal}) without ${pattern}: ${describe(printed)}`));
        };
        watchers.add(look);
        look();
      });
    },
    signal,
  };
}

function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    // The group has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function describe({ stdout, stderr }: Record<'stdout' | 'stderr', string[]>): string {
  return ['stdout:', ...stdout, 'stderr:', ...stderr].join('\n');
}

/** Starts an example. */
export function startExample(
  name: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Program {
  return start([process.execPath, '--import', 'tsx', `examples/${name}.ts`, ...args], env);
}

/** Starts an example as the README says, in a group of its own: npm, and the example below it. */
export function startByNpm(name: string, env: Readonly<Record<string, string>>): Program {
  return start(['npm', 'run', 'example', name], env, { group: true });
}
