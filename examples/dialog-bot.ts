/** A Bot Framework bot that asks: prompts become buttons and lists, and can be answered by tapping or by typing. */
import { ActivityTypes, CardFactory, ConversationState, MemoryStorage } from 'botbuilder';
import { ChoicePrompt, ConfirmPrompt, Dialog, DialogSet, NumberPrompt, WaterfallDialog } from 'botbuilder-dialogs';
import { createChannel, KaleyraClient } from 'tidemark';
import { KaleyraAdapter, whatsappChoices } from 'tidemark/adapters/botbuilder';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts });
const adapter = new KaleyraAdapter(channel);
adapter.use(whatsappChoices());

const state = new ConversationState(new MemoryStorage());
const dialogs = new DialogSet(state.createProperty('dialog'));
dialogs.add(new ChoicePrompt('choice')).add(new NumberPrompt('number')).add(new ConfirmPrompt('confirm'));
dialogs.add(
  new WaterfallDialog<{ size: string; count: number }>('order', [
    (step) => step.prompt('choice', 'Which size?', ['Small', 'Medium', 'Large']),
    (step) => {
      step.options.size = step.result.value;
      return step.prompt('number', 'How many?');
    },
    (step) => {
      step.options.count = step.result;
      return step.prompt('confirm', `${step.result} × ${step.options.size}, is that right?`);
    },
    async (step) => {
      const { count, size } = step.options;
      const card = CardFactory.heroCard('Your order', `${count} × ${size}`, undefined, ['Order again']);
      await step.context.sendActivity(step.result ? { attachments: [card] } : 'Then not. Write to me to begin again.');
      return step.endDialog();
    },
  ]),
);

adapter.handle(async (context) => {
  if (context.activity.type !== ActivityTypes.Message) return;
  const dialog = await dialogs.createContext(context);
  const result = await dialog.continueDialog();
  if (result === Dialog.EndOfTurn || context.responded) await state.saveChanges(context);
  else await dialog.beginDialog('order', {}).then(() => state.saveChanges(context));
});

const close = () => channel.close().then(() => client.close());
await serve({ host, port, webhook: (req, res) => adapter.process(req, res), receipts: channel.receipts, close });
