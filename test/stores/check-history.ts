/** A message of a history. */
export interface HistoryMessage {
  readonly conversation: string;
  readonly id: string;
}

/** What was seen from outside of processes that were started, killed and closed one after the other on one store. */
export interface History {
  /** How each process ended, in order; the last one is closed. */
  readonly lives: readonly ('killed' | 'closed')[];
  /** Messages whose webhook was answered 200, those of a conversation in the order they were posted in. */
  readonly accepted: readonly HistoryMessage[];
  /** Answers that went out, in order, and by which process. */
  readonly handled: readonly (HistoryMessage & { readonly life: number })[];
  /** Calls that marked a message read, in order. */
  readonly reads: readonly HistoryMessage[];
}

/** Every promise that a history breaks, as sentences. */
export function brokenPromises({ lives, accepted, handled, reads }: History): string[] {
  const conversations = new Set([...accepted, ...handled, ...reads].map(({ conversation }) => conversation));
  const of = <T extends HistoryMessage>(all: readonly T[], wanted: string): T[] =>
    all.filter(({ conversation }) => conversation === wanted);
  return [...conversations].flatMap((conversation) => {
    const order = of(accepted, conversation).map(({ id }) => id);
    const turns = of(handled, conversation);
    return [
      ...lost(order, turns),
      ...outOfOrder(order, turns),
      ...repeated(turns, lives),
      ...marks(order, of(reads, conversation), lives),
    ].map((sentence) => `${conversation}: ${sentence}`);
  });
}

type TurnSeen = History['handled'][number];

function lost(order: readonly string[], turns: readonly TurnSeen[]): string[] {
  const seen = new Set(turns.map(({ id }) => id));
  return order.filter((id) => !seen.has(id)).map((id) => `${id} was accepted and never handled`);
}

/** What was handled for the first time came in the order of the posts. */
function outOfOrder(order: readonly string[], turns: readonly TurnSeen[]): string[] {
  const first = [...new Set(turns.map(({ id }) => id))];
  const unknown = first.filter((id) => !order.includes(id)).map((id) => `${id} was handled and never posted`);
  const places = first.filter((id) => order.includes(id)).map((id) => order.indexOf(id));
  const back = places.flatMap((place, index) =>
    place < Math.max(-1, ...places.slice(0, index)) ? [`${order[place]} was handled after a newer one`] : [],
  );
  return [...unknown, ...back];
}

/** A message comes again only after a kill, and then only what was handled last before it. */
function repeated(turns: readonly TurnSeen[], lives: History['lives']): string[] {
  return turns.flatMap(({ id, life }, index) => {
    const before = turns.slice(0, index).findLast((turn) => turn.id === id);
    if (before === undefined) return [];
    if (before.life === life) return [`${id} was handled twice by one process`];
    if (lives[before.life] === 'closed') return [`${id} was handled again after a close`];
    // From it on, everything of its process came again.
    const again = new Set(turns.filter((turn) => turn.life > before.life).map((turn) => turn.id));
    const rest = turns.slice(turns.indexOf(before), index).filter((turn) => turn.life === before.life);
    return rest.every((turn) => again.has(turn.id)) ? [] : [`${id} was handled again, though newer ones were recorded`];
  });
}

/** The newest message is read at the end, no mark goes back, and one is repeated at most once for a kill. */
function marks(order: readonly string[], reads: readonly HistoryMessage[], lives: History['lives']): string[] {
  const newest = order.at(-1);
  const places = reads.map(({ id }) => order.indexOf(id));
  const back = places.flatMap((place, index) =>
    place < Math.max(-1, ...places.slice(0, index)) ? [`${reads[index]?.id} was marked after a newer one`] : [],
  );
  const repeats = reads.length - new Set(reads.map(({ id }) => id)).size;
  const kills = lives.filter((end) => end === 'killed').length;
  return [
    ...(newest !== undefined && !reads.some(({ id }) => id === newest) ? [`${newest} was never read`] : []),
    ...back,
    ...(repeats > kills ? [`${repeats} marks were repeated, with ${kills} kills`] : []),
  ];
}
