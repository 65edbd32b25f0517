import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';

/** A Redis of the benchmark's own. */
export interface RedisServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one that syncs what it has accepted, as the folder does; gives nothing where there is no `redis-server`. */
export async function startRedisServer(): Promise<RedisServer | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tidemark-bench-redis-'));
  const port = await freePort();
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const server = spawn('redis-server', [...args, '--appendonly', 'yes', '--appendfsync', 'always'], {
    stdio: 'ignore',
  });
  const url = `redis://127.0.0.1:${port}`;
  const isThere = await Promise.race([answers(url), once(server, 'error').then(() => false)]);
  if (isThere) return { url, stop: () => stop(server, folder) };
  await rm(folder, { recursive: true, force: true });
  return undefined;
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  await redis.ping();
  redis.disconnect();
  return true;
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const ended = once(server, 'close');
  server.kill('SIGKILL');
  await ended;
  await rm(folder, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
