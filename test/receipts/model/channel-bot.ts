import type { Activity, Handler, Turn } from 'tidemark';
import type { TurnPlan } from './channel-scenario.js';
import type { ReceiptsModel } from './receipts-model.js';

/** A bot that does what is planned for each activity, and looks that its turns come as they should. */
export interface ChannelBot {
  readonly handler: Handler;
  plan(id: string, turn: TurnPlan): void;
  /** How often each activity was handled. */
  readonly turns: ReadonlyMap<string, number>;
}

/** `off`: without receipts nothing holds an activity (R16). */
export function createChannelBot(model: ReceiptsModel, off: boolean): ChannelBot {
  const plans = new Map<string, TurnPlan>();
  const turns = new Map<string, number>();
  const running = new Map<string, string>();
  const order = new Map<string, number>();

  function begins({ id = '', conversation }: Activity): void {
    const key = conversation.id;
    const other = running.get(key);
    if (other !== undefined) model.fail('turns', `${id} is handled while ${other} is`);
    const number = Number(id.slice(1));
    if (number < (order.get(key) ?? 0)) model.fail('turns', `${id} is handled after a later one`);
    order.set(key, number);
    running.set(key, id);
    turns.set(id, (turns.get(id) ?? 0) + 1);
    if ((turns.get(id) ?? 0) > 1) model.fail('turns', `${id} is handled again`);
    const entry = model.of(key).arrived.findLast((one) => one.id === id);
    if (!off && entry?.handedOn !== true) model.fail('R17', `${id} is handled before it is handed on`);
  }

  async function act(activity: Activity, turn: Turn, { does, ends }: TurnPlan): Promise<void> {
    let answered = false;
    for (const what of does) {
      if (typeof what === 'number') await new Promise((resolve) => setTimeout(resolve, what));
      else if (what !== 'reply') await turn[what]();
      else {
        const sent = await reply(turn);
        const { id, conversation } = activity;
        const entry = model.of(conversation.id).arrived.findLast((one) => one.id === id);
        const early = sent && !answered && !off && entry && !model.mayAnswer(conversation.id, entry);
        if (early) model.fail('R7', `${id} is answered before its tick`);
        answered = true;
      }
    }
    if (ends === 'throws') throw new Error('planned');
    if (ends === 'never') await new Promise((resolve) => turn.signal.addEventListener('abort', resolve));
  }

  async function reply(turn: Turn): Promise<boolean> {
    try {
      await turn.reply('hello');
      return true;
    } catch (error) {
      if (!turn.signal.aborted) model.fail('R22', `a reply rejects with ${error}`);
      return false;
    }
  }

  return {
    turns,
    plan: (id, turn) => void plans.set(id, turn),
    async handler(activity, turn) {
      begins(activity);
      const key = activity.conversation.id;
      const done = (): void => {
        if (running.get(key) === activity.id) running.delete(key);
      };
      // A turn that runs out of time frees its line.
      turn.signal.addEventListener('abort', done);
      try {
        await act(activity, turn, plans.get(activity.id ?? '') ?? { does: [], ends: 'well' });
      } finally {
        done();
      }
    },
  };
}
