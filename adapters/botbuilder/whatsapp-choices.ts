import type { Activity as BotActivity, Middleware } from 'botbuilder';
import { numberedChoicesOf } from './numbered-choices.js';

/**
 * Makes the middleware that turns the numbered text of `ChoicePrompt` and `ConfirmPrompt` into buttons or a list.
 *
 * Those prompts know no WhatsApp and write their choices out, "(1) Red, (2) Green, or (3) Blue". What WhatsApp cannot
 * show, such as more than ten choices or titles that are the same once cut, and every other text stays as it is.
 * Numbers and words are answers all the same. A text of the bot's own in exactly the form of those prompts counts as one.
 *
 * @example
 * ```ts
 * import { createChannel, KaleyraClient } from 'tidemark';
 * import { KaleyraAdapter, whatsappChoices } from 'tidemark/adapters/botbuilder';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '', WEBHOOK_SECRET: secret = '' } = process.env;
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const channel = createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } } });
 * const adapter = new KaleyraAdapter(channel);
 * adapter.use(whatsappChoices());
 * ```
 */
export function whatsappChoices(): Middleware {
  return {
    async onTurn(context, next) {
      if (context.activity.channelId === 'whatsapp') {
        context.onSendActivities(async (_context, activities, send) => {
          // In place, since the SDK writes the ids of what was sent into this array.
          activities.forEach((activity, index) => {
            activities[index] = withActions(activity);
          });
          return send();
        });
      }
      await next();
    },
  };
}

function withActions(activity: Partial<BotActivity>): Partial<BotActivity> {
  const choices = isQuestion(activity) ? numberedChoicesOf(activity.text) : undefined;
  if (choices === undefined || !canShow(choices.titles)) return activity;
  const actions = choices.titles.map((title) => ({ type: 'imBack', title, value: title }));
  // A copy: prompts send one object again and again.
  return { ...activity, text: choices.question, suggestedActions: { to: [], actions } };
}

function isQuestion(activity: Partial<BotActivity>): activity is Partial<BotActivity> & { text: string } {
  const { type, text, inputHint, suggestedActions, attachments } = activity;
  return (
    type === 'message' &&
    typeof text === 'string' &&
    inputHint !== 'ignoringInput' &&
    !suggestedActions?.actions?.length &&
    !attachments?.length
  );
}

// Up to so many choices are buttons, up to so many rows of a list; longer titles are cut.
const shapes = [
  { maxCount: 3, maxTitle: 20 },
  { maxCount: 10, maxTitle: 24 },
];

function canShow(titles: readonly string[]): boolean {
  const shape = shapes.find(({ maxCount }) => titles.length <= maxCount);
  if (shape === undefined) return false;
  // Without regard to case, as the prompt compares an answer with its choices.
  const shown = titles.map((title) => cut(title, shape.maxTitle).toLowerCase());
  return new Set(shown).size === titles.length;
}

/** What the channel shows of a title. */
function cut(title: string, maxLength: number): string {
  const characters = [...title];
  return characters.length <= maxLength ? title : `${characters.slice(0, maxLength - 1).join('')}…`;
}
