import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ServedFile } from './media.js';
import type { Reply } from './respond.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** A file of the built page: `index.html`, or a name directly under `assets/`; undefined where there is none. */
export async function pageFile(folder: string, name: string): Promise<Reply | undefined> {
  const type = types[path.extname(name)];
  if (type === undefined || !/^(assets\/)?\w[\w.-]*$/.test(name)) return undefined;
  try {
    return { status: 200, type, body: await readFile(path.join(folder, name)) };
  } catch {
    return undefined;
  }
}

const shown = /^(image\/(png|jpeg|webp|gif)|(audio|video)\/[\w.+-]+)\b/;

/** A file of a chat: pictures, sounds and films are shown, everything else is only saved. */
export function mediaReply({ name, contentType, bytes }: ServedFile): Reply {
  const isShown = shown.test(contentType);
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  const disposition = `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded}`;
  const type = isShown || contentType === 'application/pdf' ? contentType : 'application/octet-stream';
  return { status: 200, type, headers: { 'content-disposition': disposition }, body: bytes };
}
