/** Whether what the demo promises was kept, and how to tell. */
export interface Verdict {
  kept: boolean;
  lines: readonly string[];
}

/** What Kaleyra got: of a fake Kaleyra, what is judged. */
export interface Received {
  reads: readonly { readonly messageId?: string }[];
  sends: readonly unknown[];
  isRead: (id: string) => boolean;
}

/** Holds what Kaleyra got against the bursts played, given as the ids of their messages. */
export function judge(played: readonly (readonly string[])[], { reads, sends, isRead }: Received): Verdict {
  const ids = played.flat();
  const unread = ids.filter((id) => !isRead(id));
  const callsFor = (burst: readonly string[]): number =>
    reads.filter(({ messageId = '' }) => burst.includes(messageId)).length;
  const broken = [
    ...(unread.length > 0 ? [`Not read: ${unread.join(', ')}`] : []),
    ...played.flatMap((burst) => {
      const calls = callsFor(burst);
      if (calls !== 1) return [`A burst cost ${calls} calls: ${burst.join(', ')}`];
      return callsFor(burst.slice(-1)) === 1 ? [] : [`The call was not for the newest: ${burst.join(', ')}`];
    }),
    ...(reads.length > played.length ? [`${reads.length} calls for ${played.length} bursts`] : []),
    ...(sends.length === ids.length ? [] : [`${sends.length} replies to ${ids.length} messages`]),
  ];
  const saved = ids.length - reads.length;
  const sum = `${ids.length} messages in ${played.length} bursts: ${reads.length} read calls made, ${saved} saved.`;
  const kept = broken.length === 0;
  return { kept, lines: [sum, ...(kept ? ['Every message is read, and every burst cost one call.'] : broken)] };
}
