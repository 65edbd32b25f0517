import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The project's folder. */
export const root: string = path.resolve(import.meta.dirname, '../..');

const notOurs = new Set(['node_modules', 'dist', 'coverage', 'reports']);

/** Every Markdown file of the project, by its path from the root. */
export function markdownFiles(folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return notOurs.has(entry.name) || entry.name === '.git' ? [] : markdownFiles(file);
      return entry.name.endsWith('.md') ? [file] : [];
    })
    .sort();
}

/** The pages that a user reads, with code to copy. */
export const guides: readonly string[] = ['README.md', 'examples/README.md', ...markdownFiles('docs')];

export function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** A block of code. */
export interface Snippet {
  /** The file, and which of its TypeScript blocks it is, from 1. */
  readonly name: string;
  readonly code: string;
}

/** The TypeScript blocks of a file. */
export function snippetsOf(file: string): Snippet[] {
  return [...textOf(file).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ''], index) => ({
    name: `${file} #${index + 1}`,
    code,
  }));
}

/** A file without its blocks and spans of code, in which nothing is a link or a heading. */
export function proseOf(text: string): string {
  return text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));
}

/** The rows of the first table whose head begins with this cell, each as its cells. */
export function tableOf(file: string, head: string): string[][] {
  const lines = textOf(file).split('\n');
  const start = lines.findIndex(
    (line, index) => line.startsWith(`| ${head} |`) && lines[index + 1]?.startsWith('|---') === true,
  );
  if (start < 0) throw new Error(`${file} has no table that begins with ${head}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) => cellsOf(line));
}

// A `|` inside code belongs to its cell.
function cellsOf(line: string): string[] {
  const masked = line.replace(/`[^`]*`/g, (code) => code.replaceAll('|', '\0'));
  return masked
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('\0', '|').trim());
}
