// An example as a process of its own, set up for an emulator.
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Starts it; `onLine` hears each line that it prints. */
export function startBot(name, { emulator, port, secret, onLine }) {
  const bot = spawn(process.execPath, ['--import', 'tsx', `examples/${name}.ts`], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      KALEYRA_BASE_URL: emulator.baseUrl,
      KALEYRA_SID: emulator.sid,
      KALEYRA_API_KEY: emulator.apiKey,
      WEBHOOK_SECRET: secret,
      // For the bots that keep their messages.
      INBOX_PATH: process.env.INBOX_PATH ?? path.join(tmpdir(), 'tidemark-inbox'),
    },
  });
  createInterface({ input: bot.stdout }).on('line', onLine);
  return bot;
}
