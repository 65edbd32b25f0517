import { signal } from '../adapters/kaleyra-host.js';
import { type BotHost, startBot } from './start.js';
import type { Bot, BotTurn, RunningBot, Subject } from './subject.js';

/** A bot, and the reference that a turn of it has stored, as a database gives it back. */
export async function startWithReference<T extends BotTurn, R extends RunningBot>(
  subject: Subject<T, R>,
  bot: Bot<T> = async () => undefined,
): Promise<BotHost<R> & { reference: object }> {
  const stored = signal<string>();
  const host = await startBot(subject, async (turn: T) => {
    stored.resolve(JSON.stringify(turn.reference()));
    await bot(turn);
  });
  await host.say('hello', { id: 'wamid.first' });
  return { ...host, reference: JSON.parse(await stored.promise) as object };
}
