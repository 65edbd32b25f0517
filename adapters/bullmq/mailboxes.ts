import type { Activity } from '../../src/index.js';
import { activityFromJson } from './activity-json.js';
import { conversationKeys } from './keys.js';
import type { BullmqStoreSettings } from './options.js';
import type { Server } from './server.js';

/** A message as its mailbox has it. */
export interface Mail {
  readonly arrival: number;
  readonly activity: Activity;
}

/** A conversation that was taken over. */
export interface Taken {
  readonly fence: number;
  /** The newest arrival. */
  readonly newest: number;
  /** JSON, or an empty text. */
  readonly state: string;
  readonly mail: readonly Mail[];
}

/** What is to be kept of a conversation; of two with the same token the higher version counts. */
export interface Kept {
  readonly version: number;
  /** JSON, or an empty text. */
  readonly state: string;
  readonly busy: boolean;
}

/** What is to be noted of a message that is done. */
export interface Done {
  readonly arrival: number;
  readonly id: string;
  /** JSON of a dead letter, or an empty text. */
  readonly letter: string;
  readonly kept: Kept | undefined;
}

/** The scripts of a conversation, typed; -1 stands for "it belongs to somebody else". */
export interface Mailboxes {
  accept(conversation: string, message: { id: string; json: string; room: boolean }): Promise<Accepted>;
  acquire(conversation: string, instance: string): Promise<Taken | { readonly owner: string }>;
  read(conversation: string, from: { fence: number; after: number; count: number }): Promise<ReadMail | -1>;
  renew(conversation: string, lease: { instance: string; fence: number }): Promise<number>;
  save(conversation: string, fence: number, kept: Kept): Promise<number>;
  settle(conversation: string, fence: number, done: Done): Promise<number>;
  fail(conversation: string, fence: number, arrival: number): Promise<number>;
  release(conversation: string, fence: number, how: { kept: Kept; forced: boolean }): Promise<Released>;
  peek(conversation: string): Promise<boolean>;
}

/** What became of a message. */
export interface Accepted {
  readonly what: 'stored' | 'duplicate' | 'full';
  /** The instance that has the conversation, or an empty text. */
  readonly owner: string;
  readonly waiting: number;
}

/** Messages that came. */
export interface ReadMail {
  readonly upTo: number;
  readonly more: boolean;
  readonly mail: readonly Mail[];
}

/** How giving up went. */
export interface Released {
  readonly what: 'released' | 'hasMail' | 'lost';
  readonly waiting: number;
}

export function createMailboxes(server: Server, settings: BullmqStoreSettings): Mailboxes {
  const { prefix, leaseMs, keepIdsMs, keepIdleMs } = settings;
  const keysOf = (conversation: string): ReturnType<typeof conversationKeys> => conversationKeys(prefix, conversation);
  const busyOf = ({ busy }: Kept): string => (busy ? '1' : '0');

  return {
    async accept(conversation, { id, json, room }) {
      const { record, mail, ids } = keysOf(conversation);
      const args = [id, json, room ? 1 : 0, keepIdsMs, keepIdleMs];
      const [what, owner, waiting] = (await server.run('accept', [record, mail, ids], args)) as [
        string,
        string,
        number,
      ];
      return { what: what as Accepted['what'], owner, waiting };
    },
    async acquire(conversation, instance) {
      const { record, mail } = keysOf(conversation);
      const reply = await server.run('acquire', [record, mail], [instance, leaseMs, keepIdleMs]);
      const [fence, newest, state, messages] = reply as [number, string, string, string[]];
      if (fence === 0) return { owner: newest };
      return { fence, newest: Number(newest), state, mail: mailOf(messages) };
    },
    async read(conversation, { fence, after, count }) {
      const { record, mail } = keysOf(conversation);
      const reply = await server.run('read', [record, mail], [fence, after, count]);
      const [upTo, more, messages] = reply as [number, number, string[]];
      return upTo === -1 ? -1 : { upTo, more: more === 1, mail: mailOf(messages) };
    },
    async renew(conversation, { instance, fence }) {
      const { record, mail, ids } = keysOf(conversation);
      return (await server.run('renew', [record, mail, ids], [instance, fence, leaseMs, keepIdleMs])) as number;
    },
    async save(conversation, fence, kept) {
      const { record } = keysOf(conversation);
      return (await server.run('save', [record], [fence, kept.version, kept.state, busyOf(kept)])) as number;
    },
    async settle(conversation, fence, { arrival, id, letter, kept }) {
      const { record, mail, ids, dead } = keysOf(conversation);
      const state = kept === undefined ? ['', '', ''] : [kept.version, kept.state, busyOf(kept)];
      const args = [fence, arrival, id, letter, keepIdsMs, keepIdleMs, ...state];
      return (await server.run('settle', [record, mail, ids, dead], args)) as number;
    },
    async fail(conversation, fence, arrival) {
      const { record, mail } = keysOf(conversation);
      return (await server.run('fail', [record, mail], [fence, arrival])) as number;
    },
    async release(conversation, fence, { kept, forced }) {
      const { record, mail, ids } = keysOf(conversation);
      const args = [fence, kept.version, kept.state, busyOf(kept), forced ? 1 : 0, keepIdleMs];
      const [what, waiting] = (await server.run('release', [record, mail, ids], args)) as [number, number];
      return { what: what === 1 ? 'released' : what === 0 ? 'hasMail' : 'lost', waiting };
    },
    async peek(conversation) {
      const { record, mail } = keysOf(conversation);
      return (await server.run('peek', [record, mail], [])) === 1;
    },
  };
}

/** From what a hash gives: arrivals and messages in turn, in no order. */
function mailOf(entries: readonly string[]): Mail[] {
  const mail: Mail[] = [];
  for (let index = 0; index + 1 < entries.length; index += 2) {
    mail.push({ arrival: Number(entries[index]), activity: activityFromJson(entries[index + 1] as string) });
  }
  return mail.sort((a, b) => a.arrival - b.arrival);
}
