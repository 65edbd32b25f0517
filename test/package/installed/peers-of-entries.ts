/** The optional peers each entry is in need of. */
export const peersOfEntries: Readonly<Record<string, readonly string[]>> = {
  'tidemark/adapters/agents': ['@microsoft/agents-activity', '@microsoft/agents-hosting'],
  'tidemark/adapters/botbuilder': ['botbuilder'],
  'tidemark/adapters/bullmq': ['bullmq', 'ioredis'],
  'tidemark/adapters/level': ['classic-level'],
  'tidemark/adapters/opentelemetry': ['@opentelemetry/api'],
};
