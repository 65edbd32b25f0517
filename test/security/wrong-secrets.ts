/** The secret that is right. */
export const SECRET = 'Tr1cky-s3cret_Väl';

/** A text in base64, of its UTF-8. */
export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What is given in place of the secret, none of which may pass. */
export const wrongSecrets: readonly [string, string][] = [
  ['another one', 'another-one'],
  ['nothing', ''],
  ['a space', ' '],
  ['all but its last character', SECRET.slice(0, -1)],
  ['all but its first character', SECRET.slice(1)],
  ['one character more', `${SECRET}x`],
  ['one character before it', `x${SECRET}`],
  ['a zero behind it', `${SECRET}\0`],
  ['a line behind it', `${SECRET}\r\nx: y`],
  ['it twice', SECRET + SECRET],
  ['it twice in a list', `${SECRET}, ${SECRET}`],
  ['another one and it in a list', `another-one, ${SECRET}`],
  ['quotes round it', `"${SECRET}"`],
  ['it in upper case', SECRET.toUpperCase()],
  ['it in lower case', SECRET.toLowerCase()],
  ['it as base64', base64(SECRET)],
  ['it percent-encoded twice', encodeURIComponent(encodeURIComponent(SECRET))],
  ['it decomposed, which looks the same', SECRET.normalize('NFD')],
  ['letters that look the same', SECRET.replace('c', 'с')],
  ['full-width letters', SECRET.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))],
  ['a zero-width space in it', `${SECRET.slice(0, 4)}\u200b${SECRET.slice(4)}`],
  ['its UTF-8 read as Latin-1', Buffer.from(SECRET).toString('latin1')],
  ['a lone surrogate', '\ud800'],
  ['a million characters', 'x'.repeat(1_000_000)],
  ['it and a million characters', SECRET.padEnd(1_000_000, 'x')],
  ['undefined, as a text', 'undefined'],
  ['null, as a text', 'null'],
  ['[object Object]', '[object Object]'],
  ['__proto__', '__proto__'],
  ['*', '*'],
];
