/**
 * WhatsApp messages through the Kaleyra API as a stream of activities, with read receipts that follow the conversation.
 *
 * @module
 */
export type {
  Activity,
  Attachment,
  CardAction,
  ChannelAccount,
  ConversationAccount,
  ConversationReference,
  Entity,
  MessageReaction,
  OutgoingActivity,
} from './activity/activity.js';
export { type ConversationParties, conversationIdOf, partiesOf } from './activity/conversation-id.js';
export { isMarkable, isTap } from './activity/is-markable.js';
export type { BotContext, SdkActivity, TurnStateMap, WithId } from './bot/bot-context.js';
export { type BotHost, type BotHostOptions, createBotHost, notSupported } from './bot/bot-host.js';
export {
  type AroundSending,
  createReceiptTurns,
  type ForeignActivity,
  type ForeignParty,
  type ReceiptContext,
  type ReceiptTurnsOptions,
  type SentResponse,
} from './bot/receipt-turns.js';
export type { BotReference, NewConversation } from './bot/references.js';
export { type AdapterOptionShapes, checkAdapterOptions, requireChannel } from './check-adapter-options.js';
export {
  type FailureKind,
  GatewayError,
  type GatewayErrorDetails,
  isGatewayError,
  isOptionsError,
  isStoreError,
  isTidemarkError,
  isTurnError,
  OptionsError,
  StoreError,
  type StoreErrorCode,
  TidemarkError,
  type TidemarkErrorCode,
  TurnError,
} from './errors.js';
export { createMemoryInbox, type MemoryInboxOptions } from './inbox/memory-inbox.js';
export type { KaleyraClientOptions } from './kaleyra/client/client-options.js';
export type { ExtraInfo, ExtraInfoFunction, ExtraInfoSubject, WaSource } from './kaleyra/client/extra-info.js';
export { KaleyraClient } from './kaleyra/client/kaleyra-client.js';
export type { KaleyraRegion } from './kaleyra/client/region.js';
export type { DownloadedAttachment } from './kaleyra/media/create-download.js';
export { downloadAttachment } from './kaleyra/media/download-attachment.js';
export type { DownloadOptions } from './kaleyra/media/download-options.js';
export { parseKaleyraWebhook } from './kaleyra/webhook/parse-kaleyra-webhook.js';
export type {
  AccountEvent,
  MessageStatus,
  ParsedWebhook,
  ParseWebhookOptions,
  SkippedMessage,
} from './kaleyra/webhook/parsed-webhook.js';
export type {
  ButtonsContent,
  ContactsContent,
  InteractiveFrame,
  LinkContent,
  ListContent,
  ListRow,
  LocationContent,
  MediaContent,
  MediaSource,
  MessageContent,
  RawContent,
  ReactionContent,
  ReplyButton,
  TextContent,
} from './message-content.js';
export type {
  Acceptance,
  Gateway,
  Handler,
  Inbox,
  LogFields,
  Logger,
  MarkReadOptions,
  MessageAddress,
  OutgoingMessage,
  ReadTarget,
  ReplyResult,
  SendOptions,
  SentMessage,
  Turn,
  TurnOutcome,
  UploadedFile,
  UploadFile,
} from './ports.js';
export { type CreateReceiptsOptions, createReceipts } from './receipts/create-receipts.js';
export type { MessageReceiptEvent, NumberReceiptEvent, ReceiptEvent, ReceiptEvents } from './receipts/events.js';
export { type HumanPaceOptions, humanPace, type MediaMs, type Pace } from './receipts/human-pace.js';
export type { ReceiptMoment, ReceiptOptions, TypingMode } from './receipts/options.js';
export { all, type ReadDecision, type ReadPolicy } from './receipts/policy.js';
export type {
  OfferOptions,
  OfferResult,
  ReceiptOutcome,
  Receipts,
  ReceiptsClosed,
  WaitOptions,
} from './receipts/receipts.js';
export type { LatencyBucket, ReceiptStats } from './receipts/stats.js';
export type {
  ConversationSnapshot,
  ConversationState,
  DeadLetter,
  DeadLetters,
  Store,
  StoreHealth,
  StoreHost,
} from './store.js';
export type { AskedActivities } from './stream/asked-activities.js';
export type { Channel, ChannelClosed, ChannelEvents, ChannelHealth } from './stream/channel.js';
export type { ChannelOptions } from './stream/channel-options.js';
export { collectBursts } from './stream/collect-bursts.js';
export type { CollectOptions } from './stream/collect-options.js';
export { createChannel } from './stream/create-channel.js';
export { dispatch } from './stream/dispatch.js';
export type { DispatchOptions, HandleOptions } from './stream/handle-options.js';
export { readReceipts } from './stream/read-receipts.js';
export type { WebhookAuth, WebhookOptions } from './webhook/webhook-options.js';
export type { WebhookBody, WebhookHeaders, WebhookRequest, WebhookResponse } from './webhook/webhook-request.js';
