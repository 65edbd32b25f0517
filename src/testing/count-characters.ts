/** Characters of a text as code points: the documents limit "characters" and do not say in which unit. */
export function countCharacters(text: string): number {
  return [...text].length;
}
