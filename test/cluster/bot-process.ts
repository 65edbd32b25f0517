import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { BotLine, BotSettings } from './bot-lines.js';
import type { Disturbance, Emission, TurnRecord } from './history.js';

/** A bot that runs as a process, through all its lives: one name stands for one life. */
export interface BotProcess {
  /** The name of this life. */
  readonly name: string;
  readonly url: string;
  readonly emissions: readonly Emission[];
  readonly turns: readonly TurnRecord[];
  readonly stalls: readonly Disturbance[];
  /** What it wrote on stderr. */
  readonly complaints: readonly string[];
  /** `SIGKILL`, and waits for its end. */
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  /** `SIGTERM`: gives the number of activities it had to leave, when it has ended. */
  close(): Promise<number>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a bot that was built into a file, and waits until it listens. */
export async function startBot(name: string, file: string, settings: BotSettings): Promise<BotProcess> {
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH ?? '', BOT: JSON.stringify(settings) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const emissions: Emission[] = [];
  const turns: { -readonly [Key in keyof TurnRecord]: TurnRecord[Key] }[] = [];
  const open = new Map<number, (typeof turns)[number]>();
  const complaints: string[] = [];
  const stalls: Disturbance[] = [];
  let left = 0;
  const ended = once(child, 'close').then(() => void running.delete(child));
  createInterface({ input: child.stderr }).on('line', (line) => void complaints.push(line));
  const lines = createInterface({ input: child.stdout });
  const port = await new Promise<number>((resolve, reject) => {
    lines.on('line', (text) => {
      const line = JSON.parse(text) as BotLine;
      if (line.what === 'listening') resolve(line.port);
      else if (line.what === 'closed') left = line.remaining;
      else if (line.what === 'in') emissions.push({ instance: name, ...line });
      else if (line.what === 'stall') stalls.push({ ...line, instance: name });
      else if (line.what === 'begin') {
        const { id, conversation, atMs } = line;
        const turn = { instance: name, conversation, id, beganMs: atMs, aborted: false };
        turns.push(turn);
        open.set(line.turn, turn);
      } else {
        Object.assign(open.get(line.turn) ?? {}, { endedMs: line.atMs, aborted: line.aborted });
      }
    });
    void ended.then(() => reject(new Error(`the bot ended before it listened:\n${complaints.join('\n')}`)));
  });
  return {
    name,
    url: `http://127.0.0.1:${port}/webhook`,
    emissions,
    turns,
    stalls,
    complaints,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async close() {
      child.kill('SIGTERM');
      await ended;
      return left;
    },
  };
}
