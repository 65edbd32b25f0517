import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessNumberOf, partyIdOf } from '../../src/activity/party-id.js';
import { extensionOf } from '../../src/kaleyra/webhook/extension-of.js';
import { frozenCopy } from '../../src/kaleyra/webhook/frozen-copy.js';
import { firstHttpUrl } from '../../src/kaleyra/webhook/http-url.js';
import { safeFileName } from '../../src/kaleyra/webhook/safe-file-name.js';
import { textOfTap } from '../../src/kaleyra/webhook/text-of-tap.js';
import { timestampOf } from '../../src/kaleyra/webhook/timestamp-of.js';

describe('a file name', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['Ünïcode – файл 資料.pdf', 'Ünïcode – файл 資料.pdf'],
    ['../../x', 'x'],
    ['..\\..\\windows\\x.dll', 'x.dll'],
    ['C:\\x.txt', 'x.txt'],
    ['/etc/passwd', 'passwd'],
    ['a/', 'file.bin'],
    ['..', 'file.bin'],
    ['...', 'file.bin'],
    ['', 'file.bin'],
    [undefined, 'file.bin'],
    ['.bashrc', 'bashrc'],
    [' . .x', 'x'],
    ['x. . ', 'x'],
    ['a\u0000b\r\nc', 'abc'],
    ['a:b?c*d|e<f>g"h', 'a_b_c_d_e_f_g_h'],
    ['..\uff0f..\uff3cx', 'x'],
    ['a\u2100b', 'cb'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['\ud800x', 'x'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['Lpt1 .txt', '_Lpt1 .txt'],
    ['COM\u00b9', '_COM1'],
    ['console.txt', 'console.txt'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeFileName(name, 'file.bin')).toBe(safe);
  });

  it('that is too long keeps its extension', () => {
    const name = safeFileName(`${'a'.repeat(5_000)}.pdf`, 'file.bin');
    expect(name).toHaveLength(127);
    expect(name.endsWith('a.pdf')).toBe(true);
  });

  it('never has a separator, a control character, a leading dot or no length', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom('/', '\\', '.', '..', '\uff0f', '\u2100', '\ud83d', '\u202e', ' ', 'con', ':'),
        fc.string(),
      ),
    });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (given) => {
        const name = safeFileName(given, 'file.bin');
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cs}<>:"|?*]|^\.|^\s|[.\s]$/u);
        expect(name.normalize('NFKC')).not.toMatch(/[/\\]/);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(128);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(safeFileName(name, 'file.bin')).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an extension', () => {
  it.each([
    ['image/jpeg', 'jpg'],
    ['IMAGE/PNG', 'png'],
    ['audio/ogg; codecs=opus', 'ogg'],
    ['video/mp4', 'mp4'],
    ['application/pdf', 'pdf'],
    ['application/x-unheard-of', 'bin'],
    ['image/../../x', 'bin'],
    ['', 'bin'],
  ])('of %s is %s', (mimeType, extension) => {
    expect(extensionOf(mimeType)).toBe(extension);
  });
});

describe('a timestamp', () => {
  it.each([
    ['1722863329', '2024-08-05T13:08:49.000Z'],
    [1722863329, '2024-08-05T13:08:49.000Z'],
    ['253402300799', '9999-12-31T23:59:59.000Z'],
  ])('%j counts whole seconds', (seconds, iso) => {
    expect(timestampOf(seconds)?.toISOString()).toBe(iso);
  });

  it.each([
    undefined,
    null,
    '',
    ' ',
    'now',
    '-1',
    -1,
    '0',
    0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1.5,
    '1.5',
    '1e9',
    '+1',
    '0x10',
    '253402300800',
    1722863329000,
    '1722863329000',
    '99999999999999999999',
    {},
    [1722863329],
    true,
  ])('%j is none', (seconds) => {
    expect(timestampOf(seconds)).toBeUndefined();
  });
});

describe('an id of a party', () => {
  it.each([
    ['919900000002', '919900000002'],
    ['+91 99000-00002', '919900000002'],
    ['US.13491208655302741918', 'US.13491208655302741918'],
    ['+', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j', (given, id) => {
    expect(partyIdOf(given)).toBe(id);
  });

  it('of a business is digits or none', () => {
    expect(businessNumberOf('+1 (555) 078-3881')).toBe('15550783881');
    expect(businessNumberOf('Example Ltd')).toBeUndefined();
    expect(businessNumberOf('1:2')).toBeUndefined();
  });
});

describe('a link', () => {
  it('is the first one of http or https', () => {
    expect(firstHttpUrl(undefined, '', 'ftp://a.example/x', 'http://a.example/x y', 'https://b.example/')).toBe(
      'http://a.example/x%20y',
    );
    expect(firstHttpUrl('javascript:alert(1)', 'data:text/plain,x', null)).toBeUndefined();
  });

  it('keeps a signature as it is', () => {
    const signed = 'https://bucket.s3.example.com/a%20b.jpg?X-Amz-Signature=ab%2Bc%3D&X-Amz-Date=20240805T130849Z';
    expect(firstHttpUrl(signed)).toBe(signed);
  });
});

describe('the text of a tap', () => {
  it('is the value the bot gave, else the title, else empty', () => {
    expect(textOfTap({ id: 'a', title: 'A' })).toBe('a');
    expect(textOfTap({ id: '', title: 'A' })).toBe('A');
    expect(textOfTap({ title: 'A' })).toBe('A');
    expect(textOfTap({})).toBe('');
  });
});

describe('a frozen copy', () => {
  it('equals what it copies, which stays unfrozen', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        if (text.includes('"__proto__"')) return;
        const copy = frozenCopy(value);
        expect(JSON.stringify(copy)).toBe(text);
        if (typeof value !== 'object' || value === null) return;
        expect(Object.isFrozen(copy)).toBe(true);
        expect(Object.isFrozen(value)).toBe(Object.keys(value).length === 0 && Object.isFrozen(value));
      }),
    );
  });

  it('is frozen all the way down', () => {
    const copy = frozenCopy({ a: [{ b: {} }] }) as { a: { b: object }[] };
    expect([copy, copy.a, copy.a[0], copy.a[0]?.b].every(Object.isFrozen)).toBe(true);
  });

  it('ends after 64 levels', () => {
    const deep = (levels: number, text: string): unknown =>
      JSON.parse(`${text.repeat(levels)}0${(text === '[' ? ']' : '}').repeat(levels)}`);
    const objects = JSON.stringify(frozenCopy(deep(10_000, '{"a":')));
    expect(objects).toBe(`${'{"a":'.repeat(63)}{}${'}'.repeat(63)}`);
    expect(JSON.stringify(frozenCopy(deep(10_000, '[')))).toBe(`${'['.repeat(64)}null${']'.repeat(64)}`);
    expect(JSON.stringify(frozenCopy(deep(64, '[')))).toBe(`${'['.repeat(64)}0${']'.repeat(64)}`);
  });

  it('leaves __proto__ out', () => {
    const copy = frozenCopy(JSON.parse('{"a":{"__proto__":{"admin":true},"b":1}}')) as { a: object };
    expect(copy).toStrictEqual({ a: { b: 1 } });
    expect(Object.keys(copy.a)).toEqual(['b']);
    expect('admin' in copy.a).toBe(false);
  });
});
