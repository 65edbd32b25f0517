import type { SinonFakeTimers } from 'sinon';
import { type Channel, createChannel } from 'tidemark';
import { buttonReplyMessage, kaleyraWebhook, reactionMessage, textMessage } from 'tidemark/testing';
import { createRecordingInbox, requestOf } from '../../helpers/channel.js';
import { silent } from '../../helpers/receipts.js';
import { createChannelBot } from './channel-bot.js';
import type { ChannelScenario, ChannelStep } from './channel-scenario.js';
import type { TimeGuard } from './guard-time.js';
import { createModelGateway, createModelPolicy } from './model-gateway.js';
import { createReceiptsModel } from './receipts-model.js';
import { receiptEvents } from './run-shell.js';
import type { PlannedAnswer, PlannedVerdict } from './scenario.js';
import { hears } from './telling.js';
import { underFakeTime } from './under-fake-time.js';
import { watchReceipts } from './watch-receipts.js';

/** Runs a channel and a bot through a scenario beside the model; gives what broke a rule. */
export function runChannel(scenario: ChannelScenario): Promise<string[]> {
  return underFakeTime(scenario, (clock, guard) => run(scenario, clock, guard));
}

async function run(scenario: ChannelScenario, clock: SinonFakeTimers, guard: TimeGuard): Promise<string[]> {
  const { options, off, turnTimeoutMs } = scenario;
  const model = createReceiptsModel(options, {
    nowMs: () => performance.now(),
    wallMs: () => Date.now(),
    turn: guard.turn,
  });
  const answers: PlannedAnswer[] = [];
  const verdicts: PlannedVerdict[] = [];
  const keys = new Map<string, string>();
  const parts = {
    model,
    answers,
    verdicts,
    policyTimers: { open: 0 },
    keyOf: (id: string): string => keys.get(id) ?? '',
  };
  const bot = createChannelBot(model, off);
  const inbox = createRecordingInbox();
  const posted: { id: string; body: object }[] = [];
  let accepted = 0;
  let sent = 0;

  const { policy, ...receipts } = options;
  const shouldRead = policy ? { shouldRead: createModelPolicy(parts) } : {};
  const channel: Channel = createChannel({
    gateway: {
      ...createModelGateway(parts),
      send: async () => ({ id: `out${++sent}` }),
    },
    webhook: { auth: 'none' },
    receipts: off ? false : { ...receipts, ...shouldRead },
    inbox,
    turnTimeoutMs,
    logger: silent,
  });
  if (!off) watchReceipts(channel.receipts, model, keys);
  for (const event of receiptEvents) channel.receipts.on(event, (payload) => hears(model, event, payload));
  channel.handle(bot.handler);
  let closed: Promise<unknown> | undefined;
  let isClosed = false;

  async function pass(ms: number): Promise<void> {
    guard.reset();
    await clock.tickAsync(ms);
    if (!off) model.atRest(channel.receipts.stats());
  }

  async function post(id: string, body: object): Promise<void> {
    const { status } = await channel.handleWebhook(requestOf(body));
    if (status !== (closed === undefined ? 200 : 503)) model.fail('R21', `${id} is answered ${status}`);
    if (status === 200 && !posted.some((one) => one.id === id)) {
      accepted += 1;
      posted.push({ id, body });
    }
  }

  async function take(step: ChannelStep): Promise<unknown> {
    const id = `m${posted.length + 1}`;
    switch (step.do) {
      case 'tick':
        return pass(step.ms);
      case 'plan':
        return answers.push(...Array.from({ length: step.times }, () => step.answer));
      case 'planVerdict':
        return verdicts.push(step.verdict);
      case 'stepWallClock':
        return clock.setSystemTime(Date.now() + step.ms);
      case 'close':
        return close();
      case 'redeliver': {
        const again = posted.at(-1 - step.back);
        return again && post(again.id, again.body);
      }
    }
    bot.plan(id, step.turn);
    const from = `91980000000${step.conversation}`;
    const timestamp = Math.floor(Date.now() / 1000) + ('stamp' in step ? step.stamp : 0);
    const message =
      step.do === 'react'
        ? reactionMessage({ id, messageId: 'm1', emoji: '👍' })
        : step.tap
          ? buttonReplyMessage({ id, timestamp, replyId: 'yes', title: 'Yes' })
          : textMessage({ id, timestamp, text: 'hello' });
    return post(id, kaleyraWebhook({ from, businessNumber: '911200000000', messages: [message] }));
  }

  function close(): void {
    closed ??= channel.close().then(() => {
      isClosed = true;
    });
  }

  await pass(0);
  for (const step of scenario.steps) {
    await take(step);
    await pass(0);
    if (model.violations.length > 0) break;
  }
  close();
  await pass(0);
  await pass(10_000);
  if (!isClosed) model.fail('R21', 'close is not over after drainTimeoutMs');
  const settled = inbox.settled.map(([id]) => id);
  if (new Set(settled).size < settled.length) model.fail('inbox', 'settled twice');
  if (settled.length > accepted) model.fail('inbox', `${settled.length} of ${accepted} settled`);
  // Those of the policy and of the bot are their own.
  await pass(40_000);
  if (clock.countTimers() > 0) model.fail('R21', `${clock.countTimers()} timers left`);
  return model.violations;
}
