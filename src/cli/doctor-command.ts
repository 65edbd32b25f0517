import { Command, Option } from 'commander';
import { runPhone } from '../doctor/phone/run-phone.js';
import { runDoctor } from '../doctor/run-doctor.js';
import { parseFilled, parseHeaderName, parseTimeLimit } from './doctor-command-flags.js';
import type { DoctorHost } from './doctor-command-host.js';
import { createDoctorReport } from './doctor-command-report.js';
import { type DoctorFlags, doctorSettings, placeOfBot } from './doctor-command-settings.js';
import { parsePort, parseWebhook } from './parse-flags.js';

const more = `
From the environment, as the examples have them (flags come first):
  KALEYRA_REGION or KALEYRA_BASE_URL, KALEYRA_SID, KALEYRA_API_KEY, KALEYRA_NUMBER
  WEBHOOK_URL, WEBHOOK_SECRET (or WEBHOOK_AUTH=none)
The API key and the secret are no flags: everybody on the machine sees those in ps, and the shell keeps them.

Nothing is sent to a customer: the API is asked to mark read a message that cannot exist, and the webhook is posted
twice without the right secret and once with it, each time with no message in it. Only --phone sends one message, to that phone.

Exit code: 0 nothing failed, 1 something failed, 2 the command was not understood.

Examples:
  tidemark doctor --number +911234567890 --webhook https://bot.example.com/webhook
  tidemark doctor --json | jq '.[] | select(.state == "fail")'
  tidemark doctor --number +911234567890 --phone`;

/** `tidemark doctor`. */
export function doctorCommand(host: DoctorHost): Command {
  return (
    new Command('doctor')
      .description('Checks the configuration against the account and the webhook, without harming anything.')
      .addOption(new Option('--region <name>', 'in, sg, eu or na').argParser(parseFilled).conflicts('baseUrl'))
      .option('--base-url <url>', 'in the place of a region: https, or http on this machine', parseFilled)
      .option('--sid <sid>', "the account's SID", parseFilled)
      .option('--number <number>', 'the business number, with its country code', parseFilled)
      .option('--webhook <url>', 'where the bot takes webhooks; may be a local address', parseWebhook)
      .option('--header <name>', 'the header that carries the secret', parseHeaderName, 'x-webhook-secret')
      .option('--query <name>', "in the header's place: the parameter of the URL that carries the secret", parseFilled)
      .option('--timeout <ms>', 'how long one call may take', parseTimeLimit, 10_000)
      .option('--json', 'print the findings as a JSON array of { id, state, message }', false)
      .option('--phone', 'ask what only a phone can answer: typing, ids, redeliveries, order', false)
      .option('--listen <port>', 'with --phone: the port to listen on (default: PORT, or 3978)', parsePort)
      .option('--wait <ms>', 'with --phone: how long to wait for the phone, each time', parseTimeLimit, 120_000)
      .addHelpText('after', more)
      // Commander's own code for a mistake is 1, which here says that something failed.
      .exitOverride(({ exitCode }) => host.quit(exitCode === 0 ? 0 : 2))
      .action(async (flags: DoctorFlags, command: Command) => {
        const { WEBHOOK_URL } = host.env;
        if (flags.webhook === undefined && WEBHOOK_URL) requireWebhook(WEBHOOK_URL, command);
        const settings = doctorSettings(flags, host.env, host.nodeVersion);
        const report = createDoctorReport(flags.json, host);
        await runDoctor(settings, report.tell);
        if (flags.phone) {
          const { ask, err: say } = host;
          await runPhone(settings, { ...placeOfBot(flags, host.env), waitMs: flags.wait, say, ask }, report.tell);
        }
        host.exitCode(report.end());
      })
  );
}

function requireWebhook(url: string, command: Command): void {
  try {
    parseWebhook(url);
  } catch (error) {
    command.error(`error: WEBHOOK_URL is invalid. ${(error as Error).message}`);
  }
}
