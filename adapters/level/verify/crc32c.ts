const POLYNOMIAL = 0x82f63b78;

const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

/** The checksum (Castagnoli) that LevelDB keeps with what it writes. */
function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  // An iterator would take ten times as long.
  for (let index = 0; index < bytes.length; index += 1) {
    value = (value >>> 8) ^ (table[(value ^ (bytes[index] as number)) & 0xff] as number);
  }
  return ~value >>> 0;
}

/** Whether bytes have the checksum that LevelDB has written beside them, masked as it does. */
export function hasChecksum(bytes: Uint8Array, masked: number): boolean {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return crc32c(bytes) === ((rotated >>> 17) | (rotated << 15)) >>> 0;
}
