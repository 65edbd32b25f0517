import { ActivityHandler, AutoSaveStateMiddleware, type TurnContext } from 'botbuilder';
import { ComponentDialog, type Dialog, runDialog, TextPrompt, WaterfallDialog } from 'botbuilder-dialogs';
import { whatsappChoices } from 'tidemark/adapters/botbuilder';
import { imageMessage, textMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { createStates, type DialogStates, dialogLogic, startDialogHost } from './dialog-host.js';
import { colours, months, sizes, surveyDialog } from './dialog-survey.js';

test('two customers in chats with two numbers, all at once, keep their dialogs apart', async () => {
  const states = createStates();
  const { adapter, phone } = await startDialogHost(dialogLogic(surveyDialog(states.userState), states));
  adapter.use(whatsappChoices());
  const chats = [
    phone('919800000001', 0),
    phone('919800000001', 1),
    phone('919800000002', 0),
    phone('919800000002', 1),
  ];
  const summaries = await Promise.all(
    chats.map(async (mine, index) => {
      await mine.writes('hello');
      await mine.writes(`Chat ${index}`);
      await mine.taps(index % 2 === 0 ? 'Yes' : 'No');
      // Nobody's tap is anybody else's.
      await mine.taps(colours[index] ?? 'Red');
      await mine.taps(sizes[index] ?? '');
      await mine.writes(`${index + 1}`);
      await mine.writes(`${index + 1}`);
      await mine.writes(`${index + 1} June 2030`);
      return JSON.parse(await mine.sends(imageMessage(), { media_url: `https://media.example.test/${index}.jpg` }));
    }),
  );
  expect(summaries).toEqual(
    chats.map((_, index) => ({
      name: `Chat ${index}`,
      agreed: index % 2 === 0,
      colour: colours[index] ?? 'Red',
      size: sizes[index],
      month: months[index],
      count: index + 1,
      date: `2030-06-0${index + 1}`,
      picture: `https://media.example.test/${index}.jpg`,
    })),
  );
});

/** Says how often it was written to: in this chat, and by this customer. */
function countingLogic({ conversationState, userState }: DialogStates, save = true) {
  const inChat = conversationState.createProperty<number>('count');
  const byCustomer = userState.createProperty<number>('count');
  const bot = new ActivityHandler();
  bot.onMessage(async (context, next) => {
    const counts = [(await inChat.get(context, 0)) + 1, (await byCustomer.get(context, 0)) + 1] as const;
    // A turn that another one could overtake.
    await new Promise((resolve) => setImmediate(resolve));
    await inChat.set(context, counts[0]);
    await byCustomer.set(context, counts[1]);
    await context.sendActivity(counts.join(' '));
    if (save) {
      await conversationState.saveChanges(context);
      await userState.saveChanges(context);
    }
    await next();
  });
  return (context: TurnContext) => bot.run(context);
}

describe('ConversationState and UserState', () => {
  test('a customer has one state in all chats, a chat one of its own', async () => {
    const { phone } = await startDialogHost(countingLogic(createStates()));
    const [first, second, other] = [phone('919800000001', 0), phone('919800000001', 1), phone('919800000002', 0)];
    for (const mine of [first, first, second, other, first]) await mine.writes('hello');
    expect(first.heard()).toEqual(['1 1', '2 2', '3 4']);
    expect(second.heard()).toEqual(['1 3']);
    expect(other.heard()).toEqual(['1 1']);
  });

  test('AutoSaveStateMiddleware saves both after each turn', async () => {
    const states = createStates();
    const { adapter, phone } = await startDialogHost(countingLogic(states, false));
    adapter.use(new AutoSaveStateMiddleware(states.conversationState, states.userState));
    const mine = phone();
    expect(await mine.writes('hello')).toBe('1 1');
    expect(await mine.writes('hello')).toBe('2 2');
  });
});

test('five messages fired at once at a dialog that counts are counted to five', async () => {
  const states = createStates();
  const steps = new WaterfallDialog<object>('steps', [
    async (step) => {
      const { count = 0 } = step.options as { count?: number };
      await step.context.sendActivity(`${count}`);
      return step.prompt('text', {});
    },
    (step) => step.replaceDialog('steps', { count: ((step.options as { count?: number }).count ?? 0) + 1 }),
  ]);
  const dialog = new ComponentDialog('count').addDialog(steps).addDialog(new TextPrompt('text'));
  const { kaleyra, phone } = await startDialogHost(dialogLogic(dialog, states));
  const mine = phone();
  await mine.writes('begin');
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => mine.fires(textMessage({ text }))));
  await kaleyra.waitFor('send', 6, { answered: true });
  expect(mine.heard()).toEqual(['0', '1', '2', '3', '4', '5']);
});

/** Asks for a word, and breaks on one. */
function brittleDialog(): Dialog {
  const steps = new WaterfallDialog('steps', [
    (step) => step.prompt('text', { prompt: 'A word?' }),
    async (step) => {
      if (step.result === 'boom') throw new Error('broken');
      await step.context.sendActivity(`You said ${step.result}.`);
      return step.endDialog();
    },
  ]);
  return new ComponentDialog('brittle').addDialog(steps).addDialog(new TextPrompt('text'));
}

describe('a dialog that throws in the middle', () => {
  test('leaves the conversation where it was', async () => {
    const { phone } = await startDialogHost(dialogLogic(brittleDialog(), createStates()));
    const [mine, other] = [phone(), phone('919800000002')];
    await other.writes('hello');
    await mine.writes('hello');
    await mine.fires(textMessage({ text: 'boom' }));
    expect(await mine.writes('tide')).toBe('You said tide.');
    expect(await mine.writes('hello')).toBe('A word?');
    expect(await other.writes('mark')).toBe('You said mark.');
  });

  test('begins anew where onTurnError says sorry and forgets, as in the samples', async () => {
    const states = createStates();
    const { adapter, phone } = await startDialogHost(dialogLogic(brittleDialog(), states));
    const told: string[] = [];
    adapter.onTurnError = async (context, error) => {
      told.push(error.message);
      await context.sendTraceActivity('OnTurnError Trace', `${error}`, 'https://www.botframework.com/schemas/error');
      await context.sendActivity('Sorry.');
      await states.conversationState.delete(context);
    };
    const mine = phone();
    await mine.writes('hello');
    expect(await mine.writes('boom')).toBe('Sorry.');
    expect(await mine.writes('hello')).toBe('A word?');
    expect(await mine.writes('tide')).toBe('You said tide.');
    expect(told).toEqual(['broken']);
  });
});

test('a dialog goes on in a proactive turn, and with the next message', async () => {
  const states = createStates();
  const dialog = brittleDialog();
  const accessor = states.conversationState.createProperty('dialogs') as Parameters<typeof runDialog>[2];
  const { adapter, kaleyra, phone } = await startDialogHost(dialogLogic(dialog, states));
  const mine = phone();
  const reference = { channelId: 'whatsapp', conversation: { id: '910000000001:919800000001' } } as never;
  await adapter.continueConversation(reference, async (context) => {
    await runDialog(dialog, context, accessor);
    await states.conversationState.saveChanges(context);
  });
  await kaleyra.waitFor('send', 1, { answered: true });
  expect(mine.heard()).toEqual(['A word?']);
  expect(await mine.writes('tide')).toBe('You said tide.');
});
