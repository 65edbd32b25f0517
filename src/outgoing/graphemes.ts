// Whether a letter with its accents, a flag or a family of emoji is one character does not depend on the language.
const segmenter = new Intl.Segmenter();

/** What a reader takes for the characters of a text, one after the other. */
export function* graphemesOf(text: string): Generator<string> {
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** The last place at or before `index` that is not inside what a reader takes for one character. */
export function borderBefore(text: string, index: number): number {
  return segmenter.segment(text).containing(index)?.index ?? index;
}
