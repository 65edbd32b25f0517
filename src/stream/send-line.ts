/** Sends one after another, in the order of the calls; one that fails does not stop the next. */
export interface SendLine {
  run<T>(send: () => Promise<T>): Promise<T>;
}

export function createSendLine(onIdle?: () => void): SendLine {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(send) {
      const sent = last.then(send);
      const mine = sent.then(
        () => undefined,
        () => undefined,
      );
      last = mine;
      if (onIdle !== undefined) void mine.then(() => (last === mine ? onIdle() : undefined));
      return sent;
    },
  };
}

/** A line per conversation, there only while something is being sent. */
export function createSendLines(): (conversation: string) => SendLine {
  const lines = new Map<string, SendLine>();
  return (conversation) => ({
    run(send) {
      const line = lines.get(conversation) ?? createSendLine(() => lines.delete(conversation));
      lines.set(conversation, line);
      return line.run(send);
    },
  });
}
