import { type ChildProcess, fork } from 'node:child_process';

interface Question {
  number: number;
  name: string;
  argument?: unknown;
}

interface Reply {
  number: number;
  value?: unknown;
  error?: string;
}

/** A process of this benchmark that answers questions over its channel. */
export interface Asked {
  readonly child: ChildProcess;
  ask<Value>(name: string, argument?: unknown): Promise<Value>;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts a process that answers by {@link answerAll}; its output is this one's, but for standard output. */
export function startAsked(path: string, { args = [], env = {} }: { args?: string[]; env?: NodeJS.ProcessEnv }): Asked {
  const child = fork(path, {
    execArgv: args,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let number = 0;
  child.on('message', (reply: Reply) => {
    const { resolve, reject } = waiting.get(reply.number) ?? {};
    waiting.delete(reply.number);
    if (reply.error === undefined) resolve?.(reply.value as never);
    else reject?.(new Error(reply.error));
  });
  void gone.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${path} ended`));
  });
  return {
    child,
    ask: (name, argument) =>
      new Promise((resolve, reject) => {
        number += 1;
        waiting.set(number, { resolve, reject });
        child.send({ number, name, argument } satisfies Question);
      }),
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Answers the questions of the process that started this one, and ends with it. */
export function answerAll(answers: Readonly<Record<string, (argument: never) => unknown>>): void {
  process.on('message', async ({ number, name, argument }: Question) => {
    const reply = (rest: Omit<Reply, 'number'>): unknown => process.send?.({ number, ...rest } satisfies Reply);
    try {
      reply({ value: await answers[name]?.(argument as never) });
    } catch (error) {
      reply({ error: String(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
}
