// Reactions that Bot Framework names instead of showing them.
const named: ReadonlyMap<unknown, string> = new Map([
  ['like', '👍'],
  ['heart', '❤️'],
  ['laugh', '😆'],
  ['surprised', '😮'],
  ['sad', '😢'],
  ['angry', '😠'],
]);

const segmenter = new Intl.Segmenter();

/** The emoji of a reaction that Bot Framework has a name for; anything else stays as it is. */
export function emojiOf(reaction: string): string {
  return named.get(reaction) ?? reaction;
}

/** Whether a text is one emoji as a reader counts them: a flag, a family and a keycap are several code points each. */
export function isEmoji(text: string): boolean {
  const [first] = segmenter.segment(text);
  return first?.segment === text && /^(\p{Extended_Pictographic}|\p{RI}{2}|[\d#*]\uFE0F?\u20E3)/u.test(text);
}
