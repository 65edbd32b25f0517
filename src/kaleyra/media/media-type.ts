// RFC 6838 §4.2, without the asterisk of `image/*`, and printable parameters.
const concreteType = /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}(?:\s*;[ -~]{0,100})?$/;
// What says no more than that there are bytes; the second one is S3's default.
const anyBytes = /^(?:application|binary)\/octet-stream\b/i;
const unknownType = 'application/octet-stream';

/** The first of the given types that says what a file is; `application/octet-stream` where none does. */
export function mediaTypeOf(...types: readonly unknown[]): string {
  for (const type of types) {
    const text = typeof type === 'string' ? type.trim() : '';
    if (concreteType.test(text) && !anyBytes.test(text)) return text;
  }
  return unknownType;
}
