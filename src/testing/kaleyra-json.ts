/** JSON as Kaleyra's samples write it: a slash as `\/`, and everything beyond ASCII as `\uXXXX`. */
export function kaleyraJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
