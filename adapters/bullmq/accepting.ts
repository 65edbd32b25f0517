import type { Acceptance, Activity } from '../../src/index.js';
import { activityToJson } from './activity-json.js';
import type { Desk } from './desk.js';
import type { Notices } from './notices.js';
import { look } from './reading.js';
import { storedId } from './stored-id.js';

/** Takes messages over: they are written first, then somebody is called, and only then it is said. */
export interface Accepting {
  accept(activity: Activity): Promise<Acceptance>;
  /** Calls somebody to a conversation: whoever has it, or whoever is next. */
  call(conversation: string, owner: string): Promise<void>;
}

export function createAccepting(desk: Desk, notices: Notices): Accepting {
  async function call(conversation: string, owner: string): Promise<void> {
    const mine = desk.owned.get(conversation);
    if (mine !== undefined) {
      void look(desk, mine);
      return;
    }
    if (owner !== '' && owner !== desk.instance) {
      notices.tell(owner, conversation);
      return;
    }
    await Promise.all([desk.due.addNew(conversation), desk.jobs.arm(conversation)]);
  }

  return {
    call,
    async accept(activity) {
      const { id, conversation } = activity;
      const { maxWaiting } = desk.settings;
      let room = desk.waiting.reserve(maxWaiting);
      if (!room) {
        await desk.waiting.refresh();
        room = desk.waiting.reserve(maxWaiting);
      }
      let stored = false;
      try {
        const message = { id: storedId(id), json: activityToJson(activity), room };
        const { what, owner, waiting } = await desk.mailboxes.accept(conversation.id, message);
        if (what === 'full') return 'full';
        stored = what === 'stored';
        // The one who stored it may not have come to call.
        if (stored || waiting > 0) await call(conversation.id, owner);
        return what;
      } finally {
        if (room) desk.waiting.reserved(stored);
      }
    },
  };
}
