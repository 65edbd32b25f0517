import type { FakeKaleyra } from '../testing/fake-kaleyra.js';
import type { ShownFile } from './protocol.js';
import { samples } from './samples.js';

/** A file to serve. */
export interface ServedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** The samples, and what the bot has uploaded. */
export interface Media {
  /** How the page shows an upload; undefined for one that is not known. */
  shown(mediaId: string): ShownFile | undefined;
  remember(mediaId: string, file: { readonly name: string; readonly type: string }): void;
  /** The file of a name or id under `/media/`. */
  file(name: string): Promise<ServedFile | undefined>;
}

const mostRemembered = 1000;

/** Keeps track of files. */
export function createMedia(kaleyra: () => FakeKaleyra): Media {
  const known = new Map<string, ShownFile>();
  return {
    shown: (mediaId) => known.get(mediaId),
    remember(mediaId, { name, type }) {
      known.set(mediaId, { url: `/media/${mediaId}`, contentType: type, name });
      for (const oldest of known.keys()) if (known.size > mostRemembered) known.delete(oldest);
    },
    async file(name) {
      const sample = Object.values(samples).find((each) => each.name === name);
      if (sample !== undefined) return sample;
      const upload = await kaleyra().uploadedFile(name);
      return upload && { name: upload.name, contentType: upload.type, bytes: upload.bytes };
    },
  };
}
