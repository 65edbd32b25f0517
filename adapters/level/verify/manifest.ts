import { type ByteReader, createByteReader } from './byte-reader.js';
import { logRecords } from './log-records.js';

/** What belongs to a LevelDB database, as its manifest has it. */
export interface Manifest {
  /** Logs from this number on are read. */
  readonly logNumber: number;
  /** Tables, by number, with their sizes in bytes. */
  readonly tables: ReadonlyMap<number, number>;
}

/**
 * Reads a manifest: the sum of its edits.
 *
 * @throws {Error} saying what is wrong.
 */
export function readManifest(bytes: Buffer, options: { mayBeTorn: boolean }): Manifest {
  const tables = new Map<number, number>();
  let logNumber = 0;
  for (const record of logRecords(bytes, options)) {
    const reader = createByteReader(record);
    while (!reader.isAtEnd()) {
      const tag = reader.varint();
      if (tag === 2) logNumber = reader.varint();
      else if (tag === 6) {
        reader.varint();
        tables.delete(reader.varint());
      } else if (tag === 7) {
        reader.varint();
        tables.set(reader.varint(), reader.varint());
        skipText(reader);
        skipText(reader);
      } else skip(tag, reader);
    }
  }
  return { logNumber, tables };
}

function skip(tag: number, reader: ByteReader): void {
  if (tag === 3 || tag === 4 || tag === 9) reader.varint();
  else if (tag === 1) skipText(reader);
  else if (tag === 5) {
    reader.varint();
    skipText(reader);
  } else throw new Error(`the manifest has an unknown entry ${tag}`);
}

function skipText(reader: ByteReader): void {
  reader.take(reader.varint());
}
