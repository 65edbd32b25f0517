import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../fixtures/kaleyra/', import.meta.url);

/** The documented webhooks, as text. */
export const fixtures: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
