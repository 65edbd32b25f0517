import { type Emission, groupBy, type History, type Rules } from './history.js';

/**
 * One call a burst: a conversation has no more receipts than bursts, and one for each kill, pause, outage and restart
 * of a process that had it. Its newest message is read in the end.
 *
 * A burst is what came with less than `quietMs` in between, wherever it landed, cut every `maxWaitMs`.
 */
export function checkReceipts({ emissions, reads, posts, disturbances }: History, rules: Rules): string[] {
  const conversationOf = new Map(posts.map(({ id, conversation }) => [id, conversation]));
  const readsOf = groupBy(reads, ({ id }) => conversationOf.get(id) ?? '');
  const emissionsOf = groupBy(emissions, ({ conversation }) => conversation);
  const problems: string[] = [];
  for (const [conversation, calls] of readsOf) {
    const given = emissionsOf.get(conversation) ?? [];
    const instances = new Set([...given, ...calls].map(({ instance }) => instance));
    const excused = disturbances.filter(({ instance }) => instance === undefined || instances.has(instance));
    const most = burstsOf(given, rules) + excused.length;
    if (calls.length <= most) continue;
    problems.push(`receipts: ${calls.length} calls in ${conversation}, where ${most} were to be expected at most`);
  }
  const accepted = posts.filter(({ acceptedMs }) => acceptedMs !== undefined);
  for (const [conversation, messages] of groupBy(accepted, (post) => post.conversation)) {
    const read = new Set((readsOf.get(conversation) ?? []).map(({ id }) => id));
    const newestS = Math.max(...messages.map(({ timestampS }) => timestampS));
    // Within the second WhatsApp tells no order.
    const isRead = messages.some(({ id, timestampS }) => timestampS === newestS && read.has(id));
    if (!isRead) problems.push(`receipts: the newest message of ${conversation} was never marked read`);
  }
  return problems;
}

function burstsOf(emissions: readonly Emission[], { quietMs, maxWaitMs }: Rules): number {
  const seen = new Set<string>();
  let bursts = 0;
  let firstMs = Number.NEGATIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const each of [...emissions].sort((a, b) => a.atMs - b.atMs)) {
    if (seen.has(each.id)) continue;
    seen.add(each.id);
    if (each.atMs - lastMs >= quietMs || each.atMs - firstMs >= maxWaitMs) {
      bursts += 1;
      firstMs = each.atMs;
    }
    lastMs = each.atMs;
  }
  return bursts;
}
