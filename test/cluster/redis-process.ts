import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';

/** A Redis server of the test's own that loses nothing it has confirmed: append-only file, fsync always. */
export interface RedisProcess {
  readonly url: string;
  /** `SIGKILL`, and starts it again on the same files. */
  restart(): Promise<void>;
  pause(): void;
  resume(): void;
  /** `SIGKILL`, without a new start. */
  kill(): Promise<void>;
  /** Starts it after it was killed. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one on a free port, with more options where they are given. */
export async function startRedis(options: readonly string[] = []): Promise<RedisProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tidemark-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  process.once('exit', () => server?.kill('SIGKILL'));

  async function start(): Promise<void> {
    const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
    server = spawn('redis-server', [...args, ...durable, ...options], { stdio: 'ignore' });
    const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    await redis.ping();
    redis.disconnect();
  }

  async function kill(): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'close');
    server.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    url,
    start,
    kill,
    async restart() {
      await kill();
      await start();
    },
    pause: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
