import { existsSync } from 'node:fs';
import path from 'node:path';
import { proseOf, root, textOf } from './markdown.js';

/** The anchors of a file's headings, as GitHub makes them. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const headings = [...text.replace(/^```.*?^```$/gms, '').matchAll(/^#{1,6} (.+)$/gm)];
  return new Set(
    headings.map(([, heading = '']) => {
      const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const slug = plain
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      return times === 0 ? slug : `${slug}-${times}`;
    }),
  );
}

/** The targets of links and pictures, references included. */
export function targetsOf(text: string): string[] {
  const prose = proseOf(text);
  const inline = [...prose.matchAll(/\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\)/g)];
  const references = [...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)];
  return [...inline, ...references].map(([, target = '']) => target);
}

const isExternal = (target: string): boolean => /^[a-z][a-z+.-]*:/i.test(target);

/** What is wrong with the links of a file within the project. */
export function brokenLinks(file: string, text: string = textOf(file)): string[] {
  return targetsOf(text).flatMap((target) => {
    if (isExternal(target)) return [];
    const [where = '', anchor] = target.split('#');
    const to = where === '' ? file : path.posix.join(path.posix.dirname(file), decodeURIComponent(where));
    if (where.startsWith('/') || to.startsWith('..')) return [`${file}: ${target} leads out of the project`];
    if (!existsSync(path.join(root, to))) return [`${file}: ${target} is not there`];
    if (anchor === undefined) return [];
    if (!to.endsWith('.md')) return [`${file}: ${target} has an anchor, and no headings`];
    const known = anchorsOf(to === file ? text : textOf(to));
    return known.has(anchor) ? [] : [`${file}: ${target} has no such heading`];
  });
}
