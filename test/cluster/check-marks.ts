import { groupBy, type History, isDisturbed, type ReadRecord, type Rules } from './history.js';

/**
 * Marks never go back: no call for a message of an earlier second than one marked before.
 *
 * Excused is who was held up between one call and the other: a process whose call had not been noted as its lease ran
 * out, and one that went on after a pause. The provider keeps the later mark.
 */
export function checkMarks(history: History, { leaseMs }: Rules): string[] {
  const messages = new Map(history.posts.map((post) => [post.id, post]));
  const problems: string[] = [];
  for (const [conversation, reads] of groupBy(history.reads, ({ id }) => messages.get(id)?.conversation ?? '')) {
    let marked: { read: ReadRecord; timestampS: number } | undefined;
    for (const read of [...reads].sort((a, b) => a.atMs - b.atMs)) {
      const timestampS = messages.get(read.id)?.timestampS;
      if (timestampS === undefined) problems.push(`marks: ${read.id} was marked and never posted`);
      else if (marked === undefined || timestampS >= marked.timestampS) marked = { read, timestampS };
      else {
        const { instance, atMs } = marked.read;
        const during = { fromMs: atMs, toMs: read.atMs, leaseMs };
        const isExcused =
          isDisturbed(history, { instance, ...during }) || isDisturbed(history, { ...during, instance: read.instance });
        if (!isExcused) problems.push(`marks: ${conversation} went back to ${read.id}`);
      }
    }
  }
  return problems;
}
