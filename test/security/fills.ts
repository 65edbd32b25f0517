const cjk = Array.from({ length: 16_384 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7_919) % 20_000))).join('');
/** A text of a unit over and over, with an end that does not fit. */
export const repeated =
  (unit: string, end = '') =>
  (length: number): string =>
    unit.repeat(Math.ceil(length / unit.length)).slice(0, length) + end;

/** Texts that make a careless pattern go back over and over: long runs that end otherwise than they began. */
export const fills: readonly ((length: number) => string)[] = [
  ...[
    ' ',
    '\t',
    '\u00a0',
    '.',
    '. ',
    '\u2026',
    '-',
    '+',
    '1',
    'a',
    'a+',
    '/',
    '%',
    ';',
    '; ',
    '(',
    '#',
    '=',
    '\\',
    '&a',
    '%e4%b8%80',
  ].map((unit) => repeated(unit, '\u0000!')),
  ...['\u0316\u0301', '\ufdfa', '\ud800', '👩\u200d', 'a\u0301'].map((unit) => repeated(unit)),
  (length) => cjk.slice(0, length),
  (length) => `http://a${repeated('\u0316\u0301')(length)}.test/`,
  (length) => `https://${cjk.slice(0, length)}/`,
  (length) => `h\nt\ttp:\t/\\a${repeated('\u0316\u0301')(length)}`,
  (length) => `http://a/${repeated('/..')(length)}`,
  (length) => `image/${repeated('a+')(length)}`,
  (length) => `image/png${repeated(' ')(length)}!`,
  (length) => `data:${repeated('; ')(length)}`,
];
