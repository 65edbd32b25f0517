/** A text with the ends of its message ids only, which is where they differ. */
export function shortIds(text: string): string {
  return text.replace(/\bwamid\.\S*(\S{8})/g, 'wamid.…$1');
}
