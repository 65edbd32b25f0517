import type { Readable } from 'node:stream';

/** Where the bytes of a file come from. */
export interface MediaSource {
  body: Readable;
  /** Its MIME type as the source tells it. */
  contentType: string | undefined;
  /** In bytes, where the source tells it. */
  sizeBytes: number | undefined;
  /** Gives the error of this package for one of the body. */
  errorOf(error: unknown): Error;
  /** Lets go of whatever the source holds. */
  close(): void;
}
