import type { Activity, Handler, Turn } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { type Bot, type BotTurn, type Subject, yieldToOthers } from './subject.js';

/** A plain function behind `channel.handle`. */
export const customSubject: Subject = {
  name: 'a custom handler',
  start(channel, bot, options = {}) {
    const counts = new Map<string, number>();
    const handlerOf =
      (one: Bot): Handler =>
      (activity, turn) =>
        one(turnOf(activity, turn, counts));
    channel.handle(handlerOf(bot), options);
    return {
      listener: toNodeListener(channel),
      continueConversation: (reference, one) => channel.continueConversation(reference as never, handlerOf(one)),
    };
  },
};

function turnOf(activity: Activity, turn: Turn, counts: Map<string, number>): BotTurn {
  const { conversation, from, recipient, channelId, serviceUrl, id } = activity;
  return {
    activity,
    async send(...replies) {
      const responses = [];
      for (const reply of replies) responses.push(await turn.reply(reply));
      return responses;
    },
    typing: () => turn.typing(),
    reference: () => ({ conversation, user: from, bot: recipient, channelId, serviceUrl, activityId: id }),
    async count() {
      const count = (counts.get(conversation.id) ?? 0) + 1;
      await yieldToOthers();
      counts.set(conversation.id, count);
      return count;
    },
  };
}
