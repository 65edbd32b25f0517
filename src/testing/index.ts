export type { CustomAnswer, DocumentedFailure, Failure, SlowAnswer, TransportFault } from './failures.js';
export type { FakeKaleyra, FakeKaleyraOptions } from './fake-kaleyra.js';
export type { FailOptions, LatencyOptions } from './fault-plan.js';
export { type KaleyraWebhookOptions, kaleyraWebhook } from './kaleyra-webhook.js';
export type { UploadedFile } from './media-book.js';
export type { PostWebhookOptions, WebhookAnswer, WebhookAnswerHeaders } from './post-webhook.js';
export type {
  RecordedAnswer,
  RecordedFile,
  RecordedMessage,
  RecordedRequest,
  RequestKind,
  RequestSelector,
} from './recorded-request.js';
export type { RequestTexts, WaitOptions } from './request-log.js';
export { startFakeKaleyra } from './start-fake-kaleyra.js';
export { type StatusWebhookOptions, statusWebhook } from './status-webhook.js';
export {
  buttonReplyMessage,
  type ImageOptions,
  imageMessage,
  type LocationOptions,
  listReplyMessage,
  locationMessage,
  type ReplyOptions,
  reactionMessage,
  textMessage,
  type WebhookMessageOptions,
} from './webhook-messages.js';
