// Loads the entries named by the arguments with import, and plays a turn with them.
import { fileURLToPath } from 'node:url';
import { report } from './report.cjs';

const entries = {};
for (const name of process.argv.slice(2)) entries[name] = await import(name);
await report(entries, (name) => fileURLToPath(import.meta.resolve(name)));
