// Runs one example from source: npm run example <name>
// In this very process, so that a signal sent to it reaches the example.
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();
const [name, ...rest] = process.argv.slice(2);

if (name !== undefined && names.includes(name)) {
  const file = `${folder}${name}.ts`;
  process.argv.splice(1, process.argv.length, file, ...rest);
  await import(pathToFileURL(file).href);
} else {
  if (name !== undefined) console.error(`There is no example called ${JSON.stringify(name)}.`);
  console.error(`Usage: npm run example <name>\n\nExamples:\n${names.map((each) => `  ${each}`).join('\n')}`);
  process.exitCode = 1;
}
