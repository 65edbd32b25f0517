import { hasChecksum } from './crc32c.js';

const BLOCK = 32_768;
const HEADER = 7;
const [FULL, FIRST, MIDDLE, LAST] = [1, 2, 3, 4] as const;

/**
 * The records of a LevelDB log or manifest.
 *
 * LevelDB leaves out what it cannot read and goes on, so that messages would be gone without a word. A power failure may
 * leave an end that was never written whole: that was never promised to anybody, and with `mayBeTorn` it is left out here,
 * too.
 *
 * @throws {Error} saying what is wrong.
 */
export function* logRecords(bytes: Buffer, { mayBeTorn }: { mayBeTorn: boolean }): Generator<Buffer> {
  const torn = (what: string, offset: number): void => {
    if (!mayBeTorn || hasRecordBehind(bytes, offset)) throw new Error(what);
  };
  let parts: Buffer[] | undefined;
  for (let offset = 0; ; ) {
    const room = BLOCK - (offset % BLOCK);
    if (room < HEADER) {
      offset += room;
      continue;
    }
    if (offset >= bytes.length) break;
    if (offset + HEADER > bytes.length) return torn('it ends inside a record', offset);
    const length = bytes.readUInt16LE(offset + 4);
    const type = bytes.readUInt8(offset + 6);
    const end = offset + HEADER + length;
    // Space that the file system gave and nothing was written to.
    if (isZero(bytes, offset)) return torn('it ends in zeros', offset);
    if (HEADER + length > room) throw new Error('a record is longer than its block');
    if (end > bytes.length) return torn('it ends inside a record', offset);
    if (!hasChecksum(bytes.subarray(offset + HEADER - 1, end), bytes.readUInt32LE(offset))) {
      if (isZero(bytes, end - 1)) return torn('it ends in zeros', offset);
      throw new Error('a checksum is wrong');
    }
    const content = bytes.subarray(offset + HEADER, end);
    if ((type === FULL || type === FIRST) !== (parts === undefined)) throw new Error('a part of a record is missing');
    if (type === FULL) yield content;
    else if (type === FIRST) parts = [content];
    else if (type === MIDDLE) parts?.push(content);
    else if (type === LAST) {
      yield Buffer.concat([...(parts ?? []), content]);
      parts = undefined;
    } else throw new Error('a record is of no known kind');
    offset = end;
  }
  if (parts !== undefined) torn('it ends inside a record', bytes.length);
}

/** Whether a whole record follows somewhere: then what is wrong is not the end. */
function hasRecordBehind(bytes: Buffer, from: number): boolean {
  for (let offset = from + 1; offset + HEADER <= bytes.length; offset += 1) {
    const end = offset + HEADER + bytes.readUInt16LE(offset + 4);
    const type = bytes.readUInt8(offset + 6);
    if (type < FULL || type > LAST || end > bytes.length) continue;
    if (hasChecksum(bytes.subarray(offset + HEADER - 1, end), bytes.readUInt32LE(offset))) return true;
  }
  return false;
}

/** Whether there is nothing but zeros from here on; none of our records ends in one. */
function isZero(bytes: Buffer, from: number): boolean {
  for (let offset = from; offset < bytes.length; offset += 1) if (bytes[offset] !== 0) return false;
  return true;
}
