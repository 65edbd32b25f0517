import { Command, InvalidArgumentError } from 'commander';
import type { DeadLetter } from '../store.js';
import type { InboxPlace, InboxStore, OpenInbox } from './inbox-command-stores.js';
import type { Output } from './print.js';

const more = `
A message that a handler failed maxAttempts times is set aside, until it is replayed or dropped.

With --path the bot has to be stopped first, since one process at a time has the folder open; a message that is replayed
is handled when the bot starts again. With --redis the bots may run: one of them handles it at once.

Examples:
  tidemark inbox list --path ./inbox
  tidemark inbox show wamid.HBgM... --path ./inbox
  tidemark inbox replay --all --path ./inbox
  REDIS_URL=redis://127.0.0.1:6379 tidemark inbox list --redis`;

const WHERE = 'error: Say where the messages are: either --path <folder> or --redis [url].';

interface Flags extends Omit<InboxPlace, 'redis'> {
  /** `true` where the URL stands in REDIS_URL. */
  readonly redis?: string | true;
  readonly json?: boolean;
  readonly all?: boolean;
  readonly limit?: number;
}

/** What a command works with. */
interface Work {
  readonly store: InboxStore;
  readonly flags: Flags;
  readonly ids: readonly string[];
  readonly output: Output;
}

/** `tidemark inbox`. */
export function inboxCommand(open: OpenInbox, output: Output): Command {
  const subcommand = (usage: string, description: string, run: (work: Work) => Promise<boolean>): Command =>
    new Command(usage.split(' ')[0])
      .description(description)
      .option('--path <folder>', 'the folder that openLevelStore is given', parsePath)
      .option(
        '--redis [url]',
        'the Redis of createBullmqStore; REDIS_URL unless told, as a password should be',
        parseUrl,
      )
      .option('--prefix <prefix>', 'what its keys begin with, where createBullmqStore is given a prefix')
      .action(async (...args: unknown[]) => {
        const command = args.at(-1) as Command;
        const flags = command.opts<Flags>();
        const store = await open(placeOf(flags, command)).catch((error: Error) =>
          command.error(`error: ${explain(error)}`),
        );
        try {
          if (!(await run({ store, flags, ids: command.args, output }))) process.exitCode = 1;
        } finally {
          await store.inbox.close();
        }
      });

  return new Command('inbox')
    .description('Messages that a handler failed for good: lists, shows, replays and drops them.')
    .addHelpText('after', more)
    .addCommand(
      subcommand('list', 'Lists them, the oldest first; what customers wrote is not shown.', list)
        .option('--limit <number>', 'how many at most', parseLimit, 100)
        .option('--json', 'prints a JSON array', false),
    )
    .addCommand(subcommand('show', 'Prints one as JSON, with what the customer wrote.', show).argument('<id>'))
    .addCommand(
      subcommand('replay', 'Has them handled again, as if they had just come.', (work) => each(work, 'replay'))
        .argument('[ids...]')
        .option('--all', 'all there are', false),
    )
    .addCommand(
      subcommand('drop', 'Forgets them.', (work) => each(work, 'drop'))
        .argument('[ids...]')
        .option('--all', 'all there are', false),
    );
}

function placeOf({ path, redis, prefix }: Flags, command: Command): InboxPlace {
  if ((path === undefined) === (redis === undefined)) command.error(WHERE);
  if (path !== undefined) {
    if (prefix !== undefined) command.error('error: --prefix belongs to --redis.');
    return { path };
  }
  // biome-ignore lint/style/noProcessEnv: a command is configured by its environment; the library is not.
  const url = redis === true ? process.env.REDIS_URL : redis;
  if (url === undefined || !isRedisUrl(url))
    return command.error('error: REDIS_URL: expected a redis:// or rediss:// URL.');
  return { redis: url, ...(prefix !== undefined && { prefix }) };
}

async function list({ store, flags, output }: Work): Promise<boolean> {
  const { limit = 100, json = false } = flags;
  const letters = await store.deadLetters.list({ limit });
  const rows = letters.map(({ activity: { type }, ...letter }) => ({ ...letter, type }));
  if (json) {
    output.out(JSON.stringify(rows, undefined, 2));
    return true;
  }
  for (const { id, conversation, failedAt, outcome, attempts, type } of rows) {
    output.out([failedAt, outcome, `${attempts}x`, type, conversation, id].join('  '));
  }
  const { dead = rows.length } = await store.health();
  output.out(
    rows.length < dead ? `${rows.length} of ${dead} messages` : `${dead} ${dead === 1 ? 'message' : 'messages'}`,
  );
  return true;
}

async function show({ store, ids: [id = ''], output }: Work): Promise<boolean> {
  const letter = await find(store, id);
  if (letter === undefined) return unknown(id, output);
  output.out(JSON.stringify(letter, undefined, 2));
  return true;
}

async function find({ deadLetters, health }: InboxStore, id: string): Promise<DeadLetter | undefined> {
  const { dead = 0 } = await health();
  return (await deadLetters.list({ limit: Math.max(1, dead) })).find((letter) => letter.id === id);
}

async function each({ store, flags, ids: given, output }: Work, what: 'replay' | 'drop'): Promise<boolean> {
  const ids = flags.all ? await allIds(store) : given;
  if (ids.length === 0 && !flags.all) {
    output.err(`error: Say which: the ids, as tidemark inbox list has them, or --all.`);
    return false;
  }
  let isWhole = true;
  for (const id of ids) {
    if (await store.deadLetters[what](id)) output.out(`${what === 'replay' ? 'replayed' : 'dropped'} ${id}`);
    else isWhole = unknown(id, output);
  }
  return isWhole;
}

async function allIds({ deadLetters, health }: InboxStore): Promise<readonly string[]> {
  const { dead = 0 } = await health();
  return (await deadLetters.list({ limit: Math.max(1, dead) })).map(({ id }) => id);
}

function unknown(id: string, { err }: Output): false {
  err(`error: There is no such message: ${id}`);
  return false;
}

function explain(error: Error): string {
  return error.message.replace(/^\[tidemark[^\]]*\] /, '');
}

function parsePath(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Expected a folder.');
}

function parseUrl(text: string): string {
  if (isRedisUrl(text)) return text;
  throw new InvalidArgumentError('Expected a redis:// or rediss:// URL.');
}

const isRedisUrl = (text: string): boolean => URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol);

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1 to 9999999.');
}
