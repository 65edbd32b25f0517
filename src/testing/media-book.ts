import { randomInt } from 'node:crypto';
import { type MediaKind, mediaKinds } from './check-media.js';
import { limitsOf } from './media-types.js';

/** The files uploaded, by the ids given out for them. */
export interface MediaBook {
  /** An id in the form of Meta's samples: 15 digits. It is good for nothing before `add`. */
  newId(): string;
  add(id: string, type: string): void;
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

/** Keeps the uploads of a fake. */
export function createMediaBook(): MediaBook {
  const types = new Map<string, string>();

  function problemWith(id: string, kind: MediaKind): string | undefined {
    const type = types.get(id);
    if (type === undefined) return `"${id}" was given out for no upload.`;
    return fits(type, kind) ? undefined : `"${id}" was uploaded as ${type}, which is not for ${kind}.`;
  }

  return {
    newId: () => String(randomInt(10 ** 14, 2 ** 47)),
    add: (id, type) => void types.set(id, type),
    check: (messagingObject) =>
      placesOf(fieldsOf(messagingObject)).flatMap(([path, fields]) =>
        mediaKinds.flatMap((kind) => {
          const { id } = fieldsOf(fields.type === kind ? fields[kind] : undefined);
          const problem = typeof id === 'string' && id !== '' ? problemWith(id, kind) : undefined;
          if (problem === undefined) return [];
          return [`${['messaging_object', path, kind, 'id'].filter((part) => part !== '').join('.')} ${problem}`];
        }),
      ),
    clear: () => types.clear(),
  };
}
