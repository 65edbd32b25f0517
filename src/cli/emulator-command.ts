import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { createEmulator } from '../emulator/create-emulator.js';
import type { Emulator } from '../emulator/emulator.js';
import { isLoopback } from '../emulator/hosts.js';
import type { Failure } from '../emulator/protocol.js';
import { parseFailure, parseMilliseconds, parsePort, parseSecret, parseWebhook } from './parse-flags.js';
import type { Output } from './print.js';
import { untilSignal } from './until-signal.js';

interface Flags {
  readonly webhook: string;
  readonly port: number;
  readonly host: string;
  readonly secret?: string;
  readonly latency: number;
  readonly fail?: readonly Failure[];
  readonly quiet: number;
  readonly maxWait?: number;
}

const examples = `
Examples:
  tidemark emulator --webhook http://127.0.0.1:3978/webhook
  tidemark emulator --webhook http://127.0.0.1:3978/webhook --secret s3cret --port 4100
  tidemark emulator --webhook http://127.0.0.1:3978/webhook --latency 300 --fail 500:0.1 drop:0.05
  tidemark emulator --webhook http://127.0.0.1:3978/webhook --quiet 2000 --max-wait 8000

Kinds of failure:
  429         too many requests
  500         an internal error (WA500)
  401         wrong credentials (RBC001)
  lowBalance  a low balance (E110)
  drop        the connection is cut`;

/** What a bot needs in its environment. */
export function environmentLines({ baseUrl, sid, apiKey }: Emulator, secret: string | undefined): readonly string[] {
  return [
    `KALEYRA_BASE_URL=${baseUrl}`,
    `KALEYRA_SID=${sid}`,
    `KALEYRA_API_KEY=${apiKey}`,
    secret === undefined ? 'WEBHOOK_AUTH=none' : `WEBHOOK_SECRET=${shellWord(secret)}`,
  ];
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const ownName = /^\[tidemark[^\]]*\] /;

function explain(error: Error & { code?: string }, { host, port }: Flags): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} of ${host} is taken: choose another one with --port.`;
  if (error.code === 'EACCES') return `Port ${port} of ${host} may not be listened on: choose another one with --port.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return `${host} is no address of this machine: choose another one with --host.`;
  }
  return error.message.replace(ownName, '');
}

function tell(emulator: Emulator, flags: Flags, { out, err }: Output): void {
  out('The bot needs in its environment:');
  out('');
  for (const line of environmentLines(emulator, flags.secret)) out(`  ${line}`);
  out('');
  const auth =
    flags.secret === undefined ? "'none'" : "{ header: 'x-webhook-secret', secret: process.env.WEBHOOK_SECRET }";
  out('and passes them on, unless it reads its environment as the examples do:');
  out('');
  out('  new KaleyraClient({ region: { baseUrl: process.env.KALEYRA_BASE_URL }, … })');
  out(`  createChannel({ gateway, webhook: { auth: ${auth} } })`);
  out('');
  out(`Webhooks go to ${flags.webhook}`);
  if (!isLoopback(flags.host)) {
    err(
      `Warning: ${flags.host} is reached by others, who can then read the chats and write to the bot. The API takes calls under any host name, for bots in containers; the page is open under its own only.`,
    );
  }
  out(`The phone is at ${emulator.url}`);
}

/** Tells when the bot is not reached, and when it is again. */
function reachabilityTo({ out, err }: Output, webhook: string): (reachable: boolean, reason?: string) => void {
  return (reachable, reason = '') => {
    if (reachable) out(`The bot at ${webhook} is reached again.`);
    else
      err(
        `The bot at ${webhook} is not reached (${reason.replace(ownName, '')}): messages wait, and it is tried again. Is it running?`,
      );
  };
}

/** `tidemark emulator`. `pageFolder` is where the built page is. */
export function emulatorCommand(pageFolder: string, output: Output): Command {
  return new Command('emulator')
    .description('A phone in the browser that talks to the bot on this machine, as WhatsApp does through Kaleyra.')
    .requiredOption('--webhook <url>', "where the bot takes Kaleyra's webhooks", parseWebhook)
    .option('--port <number>', 'the port of the page and of the API', parsePort, 4000)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--secret <text>', 'sent as x-webhook-secret with each webhook', parseSecret)
    .option('--latency <ms>', 'added to every answer of the API', parseMilliseconds, 0)
    .option('--fail <kind:share...>', 'fail a share of the calls; several hold at once', parseFailure)
    .option('--quiet <ms>', 'expect a receipt so long after the last message of a burst', parseMilliseconds, 1000)
    .option('--max-wait <ms>', 'but so long after its first one at the latest (5000)', parseMilliseconds)
    .addHelpText('after', examples)
    .action(async (flags: Flags, command: Command) => {
      const { webhook, port, host, secret, latency, fail = [], quiet, maxWait } = flags;
      if (!existsSync(path.join(pageFolder, 'index.html'))) {
        command.error(`error: The page is not built (${pageFolder}): run \`npm run build\`.`);
      }
      if (maxWait !== undefined && maxWait < quiet) {
        command.error('error: --max-wait is less than --quiet: the wait counts from the first message of a burst.');
      }
      const [failure, ...others] = fail;
      const emulator = await createEmulator({
        webhook,
        port,
        host,
        ...(secret === undefined ? {} : { secret }),
        faults: { latencyMs: latency, ...(failure === undefined ? {} : { failure, others }) },
        quietMs: quiet,
        ...(maxWait === undefined ? {} : { maxWaitMs: maxWait }),
        onReachable: reachabilityTo(output, webhook),
        assets: pageFolder,
      }).catch((error: Error) => command.error(`error: ${explain(error, flags)}`));
      // Before the first line: whoever has read it may end the command.
      const ended = untilSignal();
      tell(emulator, flags, output);
      await ended;
      await emulator.close();
    });
}
