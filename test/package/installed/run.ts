import { execFile } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how a program is run. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

// For what hangs: nothing here is expected to come near it.
const TIMEOUT_MS = 240_000;

/** Runs a program to its end; without `env` in this environment. */
export function run(command: string, args: readonly string[], { cwd, env }: RunOptions): Promise<Ended> {
  const options = {
    cwd,
    env: env ?? process.env,
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 26,
  } as const;
  return new Promise((resolve) => {
    const child = execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr: child.pid === undefined ? String(error) : stderr }),
    );
  });
}

/** Runs what has to succeed; gives what it printed. */
export async function succeed(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { exitCode, stdout, stderr } = await run(command, args, options);
  if (exitCode !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${exitCode}:\n${stdout}${stderr}`);
  return stdout;
}
