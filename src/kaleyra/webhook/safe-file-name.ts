/** Longest name in UTF-16 units; in bytes of UTF-8 file systems allow 255. */
const maxLength = 128;
const maxBytes = 240;
const maxExtension = 16;
/** How much of a name's end is looked at. */
const maxRead = 1024;

/** Names that Windows gives to devices, whatever extension follows. */
const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)\s*(?:\.|$)/i;
/** Control and invisible characters (one of them turns `gpj.exe` round to look like a picture), lone surrogates. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A base name that is safe to write to a folder, made of a name the sender chose; the fallback where nothing is left.
 *
 * No folder, no control characters, no leading dots, none of Windows' reserved names and characters, at most 128 long.
 */
export function safeFileName(name: string | undefined, fallback: string): string {
  // The end of an endless name is enough. NFKC first: a fullwidth "／" that somebody normalises later is a separator again.
  // It makes up to 18 characters of one, so that the end of that is taken once more.
  const normal = (name ?? '').slice(-maxRead).normalize('NFKC').slice(-maxRead);
  const base = normal.split(/[/\\]/).at(-1) ?? '';
  const clean = trimmed(base.replace(invisible, '').replace(/[<>:"|?*]/g, '_'));
  const short = trimmed(shortened(clean));
  if (short === '') return fallback;
  return deviceName.test(short) ? `_${short}` : short;
}

// Leading dots hide a file or climb ("..", "..."); Windows drops trailing dots and spaces, which makes another name of it.
// Not by `/[.\s]+$/`, which starts anew at each of a thousand dots in the middle of a name.
function trimmed(name: string): string {
  let [start, end] = [0, name.length];
  while (start < end && isDotOrSpace(name.charAt(start))) start += 1;
  while (end > start && isDotOrSpace(name.charAt(end - 1))) end -= 1;
  return name.slice(start, end);
}

function isDotOrSpace(character: string): boolean {
  return character === '.' || /\s/.test(character);
}

function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= maxExtension ? name.slice(dot) : '';
  // One less than the limit: a device name gets an underscore in front.
  const stem = name.slice(0, name.length - extension.length).slice(0, maxLength - 1 - extension.length);
  const room = new Uint8Array(maxBytes - 3 * extension.length);
  const { read } = new TextEncoder().encodeInto(stem, room);
  return stem.slice(0, read).replace(/\p{Cs}/gu, '') + extension;
}
