/** Reads LevelDB's numbers and texts one after the other. */
export interface ByteReader {
  readonly offset: () => number;
  readonly isAtEnd: () => boolean;
  /** A number of up to 53 bits, seven in a byte. */
  varint(): number;
  /** So many bytes. */
  take(length: number): Buffer;
}

/** Throws where there is nothing more to read. */
export function createByteReader(bytes: Buffer, start: number = 0): ByteReader {
  let offset = start;
  return {
    offset: () => offset,
    isAtEnd: () => offset >= bytes.length,
    varint() {
      let value = 0;
      for (let factor = 1; ; factor *= 128) {
        const byte = bytes.readUInt8(offset);
        offset += 1;
        value += (byte & 0x7f) * factor;
        if (byte < 0x80) return value;
      }
    },
    take(length) {
      if (offset + length > bytes.length) throw new RangeError('it ends too early');
      offset += length;
      return bytes.subarray(offset - length, offset);
    },
  };
}
