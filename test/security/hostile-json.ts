import fc from 'fast-check';

/** Stands in every hostile text, so that a log that tells one is found out. It is no id: those may be logged. */
export const CANARY = 'my diagnosis is private';

/** Keys that mean something to an object, to a promise, to a list or to a bot. */
const hostileKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'then',
  'get',
  'length',
  'toJSON',
  '',
  '0',
  'id',
  'type',
  'from',
  'text',
  'value',
  'messages',
  'statuses',
  'contacts',
];

/** What is odd about a text, as it stands in JSON. */
const oddities = [
  '',
  '\\ud800',
  '\\udfff\\ud800',
  '\\u0000',
  '\\r\\nset-cookie: a=b',
  '\\u001b[2J',
  '\\u202egpj.exe',
  '\\u2028',
  '\\ufeff',
  '../../etc/passwd',
  '\\\\\\\\host\\\\share',
  'javascript:alert(1)',
  'http://169.254.169.254/',
  'data:text/html;base64,PHNjcmlwdD4=',
  '%00%2e%2e%2f',
  '$&',
  '<script>',
  'NaN',
  '1e999',
  '-0',
];

const quoted = (text: string): string => `"${text}"`;
const odd = fc.constantFrom(...oddities);
const hostileText = fc.oneof(
  odd.map(quoted),
  odd.map((text) => quoted(`${CANARY}${text}`)),
  fc.tuple(odd, fc.integer({ min: 1, max: 3_000 })).map(([text, count]) => quoted(`${CANARY}${text}`.repeat(count))),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.constantFrom(...hostileKeys).map(quoted),
);
const scalar = fc.oneof(
  hostileText,
  fc.constantFrom('null', 'true', 'false', '0', '-0', '1e999', '-1', '1e-999', '9007199254740993', '1772366400'),
);
const deep = fc
  .record({ depth: fc.constantFrom(10, 70, 10_000), list: fc.boolean() })
  .map(({ depth, list }) =>
    list ? `${'['.repeat(depth)}${']'.repeat(depth)}` : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  );
const many = fc
  .tuple(fc.constantFrom('null', '0', '{}', '[]', '""', '{"id":"wamid.1"}'), fc.integer({ min: 2, max: 3_000 }))
  .map(([element, count]) => `[${Array.from({ length: count }, () => element).join()}]`);

const tree = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join()}]`),
  // Text and not objects: only so can a key stand there twice, or be `__proto__`.
  object: fc
    .array(fc.tuple(fc.constantFrom(...hostileKeys), tie('value')), { maxLength: 6 })
    .map((entries) => `{${entries.map(([key, value]) => `"${key}":${value}`).join()}}`),
}));

/** Any JSON, as text: odd, deep, wide, with keys twice and keys that mean something. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: tree.value },
  { weight: 2, arbitrary: scalar },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: many },
);

/** A key of an object, as likely one that means something as any other. */
export const hostileKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileKeys),
  fc.string({ unit: 'binary' }),
);
