import { type ByteReader, createByteReader } from './byte-reader.js';
import { hasChecksum } from './crc32c.js';

const FOOTER = 48;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');

/** Where a block is. */
interface Handle {
  readonly offset: number;
  readonly size: number;
}

/**
 * Checks every block of a table that was written without compression; of another one, its indexes.
 *
 * @throws {Error} saying what is wrong.
 */
export function checkTable(bytes: Buffer): void {
  if (bytes.length < FOOTER || !bytes.subarray(-MAGIC.length).equals(MAGIC)) throw new Error('it has no proper end');
  const footer = createByteReader(bytes, bytes.length - FOOTER);
  for (const root of [handleOf(footer), handleOf(footer)]) {
    const index = blockOf(bytes, root);
    // As some other tool writes it: what it names is not known then.
    if (isCompressed(bytes, root)) continue;
    for (const handle of handlesIn(index)) blockOf(bytes, handle);
  }
}

function handleOf(reader: ByteReader): Handle {
  return { offset: reader.varint(), size: reader.varint() };
}

/** A block; behind it stand its kind and its checksum. */
function blockOf(bytes: Buffer, { offset, size }: Handle): Buffer {
  const end = offset + size;
  if (end + 5 > bytes.length) throw new Error('a block is missing');
  if (!hasChecksum(bytes.subarray(offset, end + 1), bytes.readUInt32LE(end + 1)))
    throw new Error('a checksum is wrong');
  return bytes.subarray(offset, end);
}

function isCompressed(bytes: Buffer, { offset, size }: Handle): boolean {
  return bytes.readUInt8(offset + size) !== 0;
}

/** The blocks that an index names. */
function* handlesIn(index: Buffer): Generator<Handle> {
  const restarts = index.readUInt32LE(index.length - 4);
  const entries = createByteReader(index.subarray(0, index.length - 4 - 4 * restarts));
  while (!entries.isAtEnd()) {
    entries.varint();
    const [keyLength, valueLength] = [entries.varint(), entries.varint()];
    entries.take(keyLength);
    yield handleOf(createByteReader(entries.take(valueLength)));
  }
}
