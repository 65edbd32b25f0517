/** WhatsApp's marks (`*bold*`, `_italic_`, `~struck~`, three backticks), and links, which have none. */
export const marks: RegExp =
  /(?<url>https?:\/\/[^\s<>"]*[^\s<>".,;:!?)'])|```(?<mono>[^`]+)```|(?<![\w*])\*(?<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])|(?<![\w_])_(?<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])|(?<![\w~])~(?<struck>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])/g;

/** A message's text without its marks. */
export function plainText(text: string): string {
  return text.replace(marks, (marked, ...groups) => groups.find((group) => typeof group === 'string') ?? marked);
}
