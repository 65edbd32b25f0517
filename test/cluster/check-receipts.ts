import { type Emission, groupBy, type History, type Rules } from './history.js';

/**
 * One call a burst: a conversation has no more receipts than bursts, and one for each kill, pause, outage and restart.
 *
 * A burst is what came with less than `quietMs` in between, wherever it landed, cut every `maxWaitMs`.
 */
export function checkReceipts({ emissions, reads, posts, disturbances }: History, rules: Rules): string[] {
  const conversationOf = new Map(posts.map(({ id, conversation }) => [id, conversation]));
  const readsOf = groupBy(reads, ({ id }) => conversationOf.get(id) ?? '');
  const emissionsOf = groupBy(emissions, ({ conversation }) => conversation);
  const problems: string[] = [];
  for (const [conversation, calls] of readsOf) {
    const most = burstsOf(emissionsOf.get(conversation) ?? [], rules) + disturbances.length;
    if (calls.length <= most) continue;
    problems.push(`receipts: ${calls.length} calls in ${conversation}, where ${most} were to be expected at most`);
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
