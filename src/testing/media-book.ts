import { randomInt } from 'node:crypto';
import { type MediaKind, mediaKinds } from './check-media.js';
import { keepNewest } from './keep-newest.js';
import { limitsOf } from './media-types.js';

/** A file that was uploaded. */
export interface UploadedFile {
  /** The file's name, as sent. */
  readonly name: string;
  /** The MIME type, as sent. */
  readonly type: string;
  /** What is in it. */
  readonly bytes: Uint8Array;
}

/** The files uploaded, by the ids given out for them. */
export interface MediaBook {
  /** An id in the form of Meta's samples: 15 digits. It is good for nothing before `add`. */
  newId(): string;
  add(id: string, type: string): void;
  /** Takes the whole body of an accepted upload, if files are kept. */
  keep(id: string, raw: Buffer, contentType: string): void;
  file(id: string): Promise<UploadedFile | undefined>;
  /** What is wrong with the ids a message names. */
  check(messagingObject: unknown): string[];
  clear(): void;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** The places of a message where media objects stand: as its content, in a header, in a template's parameters. */
function placesOf(message: Fields): [path: string, fields: Fields][] {
  if (message.type === 'interactive') return [['interactive.header', fieldsOf(fieldsOf(message.interactive).header)]];
  if (message.type !== 'template') return [['', message]];
  const { components } = fieldsOf(message.template);
  return (Array.isArray(components) ? components : []).flatMap((component: unknown, at) => {
    const { parameters } = fieldsOf(component);
    return (Array.isArray(parameters) ? parameters : []).map((parameter: unknown, place): [string, Fields] => [
      `template.components.${at}.parameters.${place}`,
      fieldsOf(parameter),
    ]);
  });
}

/** Whether a file can be shown as that; no page says which files cannot be sent as documents. */
function fits(type: string, kind: MediaKind): boolean {
  return kind === 'document' || limitsOf(type)?.kind === kind;
}

const maxKeptBytes = 256 * 1024 * 1024;

/** Options of a book. */
export interface MediaBookOptions {
  readonly keepUploads: boolean;
  /** How many ids are remembered: the newest ones. */
  readonly maxUploads: number;
}

/** Keeps the uploads of a fake. */
export function createMediaBook({ keepUploads, maxUploads }: MediaBookOptions): MediaBook {
  const kept = new Map<string, { readonly raw: Buffer; readonly contentType: string }>();
  let keptBytes = 0;
  const types = new Map<string, string>();

  function problemWith(id: string, kind: MediaKind): string | undefined {
    const type = types.get(id);
    if (type === undefined) return `"${id}" was given out for no upload.`;
    return fits(type, kind) ? undefined : `"${id}" was uploaded as ${type}, which is not for ${kind}.`;
  }

  return {
    newId: () => String(randomInt(10 ** 14, 2 ** 47)),
    add(id, type) {
      types.set(id, type);
      keepNewest(types, maxUploads);
    },
    check: (messagingObject) =>
      placesOf(fieldsOf(messagingObject)).flatMap(([path, fields]) =>
        mediaKinds.flatMap((kind) => {
          const { id } = fieldsOf(fields.type === kind ? fields[kind] : undefined);
          const problem = typeof id === 'string' && id !== '' ? problemWith(id, kind) : undefined;
          if (problem === undefined) return [];
          return [`${['messaging_object', path, kind, 'id'].filter((part) => part !== '').join('.')} ${problem}`];
        }),
      ),
    keep(id, raw, contentType) {
      if (!keepUploads) return;
      kept.set(id, { raw, contentType });
      keptBytes += raw.length;
      for (const [oldest, { raw: bytes }] of kept) {
        if (keptBytes <= maxKeptBytes) break;
        kept.delete(oldest);
        keptBytes -= bytes.length;
      }
    },
    async file(id) {
      const upload = kept.get(id);
      const type = types.get(id);
      if (upload === undefined || type === undefined) return undefined;
      const { raw, contentType } = upload;
      // Parsed only when somebody asks: most uploads are never looked at.
      const body = new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } });
      const file = (await body.formData()).get('file');
      if (file === null || typeof file === 'string') return undefined;
      return { name: file.name, type, bytes: new Uint8Array(await file.arrayBuffer()) };
    },
    clear() {
      types.clear();
      kept.clear();
      keptBytes = 0;
    },
  };
}
