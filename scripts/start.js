// The emulator with an echo bot behind it, from source: npm start [-- --bot <name>] [-- --port <number>]
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from './free-port.js';
import { startBot } from './start-bot.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const source = path.join(root, 'src/emulator/page');
const page = path.join(root, 'dist/emulator/page');
const secret = 'emulator';
const bots = readdirSync(path.join(root, 'examples'))
  .filter((file) => file.endsWith('.ts'))
  // The others end by themselves: these wait for webhooks.
  .filter((file) => readFileSync(path.join(root, 'examples', file), 'utf8').includes("'./support/serve.js'"))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();
const usage = `Usage: npm start -- [--bot <name>] [--port <number>]

Bots:
${bots.map((bot) => `  ${bot}`).join('\n')}`;

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        bot: { type: 'string', default: 'echo-custom' },
        port: { type: 'string', default: '4000' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    return fail(`${error.message}\n\n${usage}`);
  }
}

/** When the newest file of a folder was changed. */
function newestMs(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, { parentPath, path: older, name }) => {
      const { mtimeMs } = statSync(path.join(parentPath ?? older, name));
      return Math.max(newest, mtimeMs);
    }, 0);
}

async function buildPage() {
  const built = path.join(page, 'index.html');
  const protocol = path.join(root, 'src/emulator/protocol.ts');
  const changedMs = Math.max(newestMs(source), statSync(protocol).mtimeMs);
  if (existsSync(built) && statSync(built).mtimeMs >= changedMs) return;
  console.log('building the page …');
  const { build } = await import('vite');
  await build({ root: source, configFile: path.join(source, 'vite.config.ts'), logLevel: 'warn' });
}

const { bot: name, port, help } = readFlags();
if (help) {
  console.log(usage);
  process.exit(0);
}
if (!bots.includes(name)) fail(`There is no bot called ${JSON.stringify(name)}.\n\n${usage}`);
if (!/^\d+$/.test(port) || Number(port) > 65_535) fail(`--port: expected a port from 0 to 65535, got ${port}`);

let emulator;
let bot;
let stopping = false;

async function stop(code) {
  // A terminal signals the whole process group, and npm passes its signal on: it comes twice.
  if (stopping) return;
  stopping = true;
  // The bot first: what it still has to say finds its Kaleyra.
  if (bot !== undefined && bot.exitCode === null && bot.signalCode === null) {
    bot.kill('SIGTERM');
    await once(bot, 'exit');
  }
  await emulator?.close();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0));

await buildPage();
// The port the examples use, where that is free.
const botPort = (await freePort(3978)) ?? fail('There is no free port for the bot.');
const { createEmulator } = await import('../src/emulator/create-emulator.ts');
emulator = await createEmulator({
  webhook: `http://127.0.0.1:${botPort}/webhook`,
  port: Number(port),
  secret,
  assets: page,
}).catch((error) =>
  fail(error.code === 'EADDRINUSE' ? `Port ${port} is taken: npm start -- --port <another>` : error.message),
);

if (!stopping) {
  bot = startBot(name, {
    emulator,
    port: botPort,
    secret,
    onLine(line) {
      console.log(`${name}: ${line}`);
      if (line.startsWith('listening on ')) console.log(`\nThe phone is at ${emulator.url}\nCtrl+C ends it.`);
    },
  });
  bot.once('exit', (code) => {
    if (stopping) return;
    console.error(`${name} has ended (${code ?? 'killed'}).`);
    if (name === 'echo-cluster') console.error('It needs Redis: at redis://127.0.0.1:6379, or where REDIS_URL says.');
    void stop(1);
  });
}
