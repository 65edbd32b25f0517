import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const copied = ['src', 'adapters', 'test', 'package.json', 'tsconfig.json', 'tsdown.config.ts', 'vitest.config.ts'];
const papers = ['biome.json', 'typedoc.json', '.gitignore', '.editorconfig'];

/** A block that a recipe puts into a file: all of it, or behind a line. */
interface Step {
  readonly file: string;
  readonly after?: string;
  readonly code: string;
}

function stepsIn(text: string): Step[] {
  const blocks = text.matchAll(/^`([^`]+)`(?:, after `([^`]+)`)?:\n\n```\w+\n(.*?)^```$/gms);
  return [...blocks].map(([, file = '', after, code = '']) => ({ file, ...(after !== undefined && { after }), code }));
}

function commandsIn(text: string): string[][] {
  const [, commands = ''] = /^```sh\n(.*?)^```$/ms.exec(text) ?? [];
  return commands
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

const contributing = await readFile(path.join(root, 'CONTRIBUTING.md'), 'utf8');
const [, forAdapter = '', forProvider = ''] =
  /^## Add an adapter\n(.*?)^## Add a provider\n(.*?)^## /ms.exec(contributing) ?? [];
const publishing = stepsIn(forAdapter).filter(({ after }) => after !== undefined);
const recipes = [
  { name: 'lambda', steps: stepsIn(forAdapter), commands: commandsIn(forAdapter), gives: 'toLambdaHandler' },
  {
    name: 'acme',
    // "Then steps 3 and 4 above, with `acme` for `lambda`."
    steps: [
      ...stepsIn(forProvider),
      ...publishing.map((step) => ({ ...step, code: step.code.replaceAll('lambda', 'acme') })),
    ],
    commands: commandsIn(forAdapter).map((words) => words.map((word) => word.replaceAll('lambda', 'acme'))),
    gives: 'createAcmeGateway',
  },
];

let project = '';

beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'tidemark-recipe-'));
  for (const name of [...copied, ...papers])
    await cp(path.join(root, name), path.join(project, name), { recursive: true });
  await symlink(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
}, 60_000);
afterAll(() => rm(project, { recursive: true, force: true }));

async function follow({ file, after, code }: Step): Promise<void> {
  const target = path.join(project, file);
  await mkdir(path.dirname(target), { recursive: true });
  if (after === undefined) return writeFile(target, code);
  const text = await readFile(target, 'utf8');
  const lines = text.split('\n').filter((line) => line.trim().endsWith(after));
  expect({ file, after, lines }).toMatchObject({ lines: [expect.any(String)] });
  await writeFile(
    target,
    text.replace(`${after}\n`, () => `${after}\n${code}`),
  );
}

/** Runs a command in the project; rejects with all it said. */
async function runs([command = '', ...args]: readonly string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', VITEST: '', NODE_ENV: 'test' };
  const { stdout } = await run(command, args, { cwd: project, env }).catch((error) => {
    throw new Error(`${command} ${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}

const sourceOf = ({ name }: { name: string }): Promise<string> =>
  readFile(path.join(project, `adapters/${name}/index.ts`), 'utf8');

test.each(recipes)('the recipe for $name has every step', ({ name, steps, commands }) => {
  expect(steps.map(({ file }) => file)).toEqual([
    `adapters/${name}/index.ts`,
    `test/adapters/${name}.test.ts`,
    'tsdown.config.ts',
    'package.json',
    'package.json',
    'typedoc.json',
  ]);
  expect(commands.map(([npx, command]) => `${npx} ${command}`)).toEqual(['npx biome', 'npx vitest', 'npx tsdown']);
});

test('both recipes work as they are written', { timeout: 600_000 }, async () => {
  for (const { steps } of recipes) for (const step of steps) await follow(step);
  const written = await Promise.all(recipes.map(sourceOf));
  const commands = new Set(recipes.flatMap(({ commands }) => commands.map((words) => words.join(' '))));
  for (const command of commands) await runs(command.split(' '));
  // They were written as the formatter would have them.
  expect(await Promise.all(recipes.map(sourceOf))).toEqual(written);

  // Their types alone: `npm run typecheck` looks at everything else as well.
  const include = recipes.flatMap(({ name }) => [`adapters/${name}/index.ts`, `test/adapters/${name}.test.ts`]);
  await writeFile(path.join(project, 'recipes.json'), JSON.stringify({ extends: './tsconfig.json', include }));
  await runs(['node', 'node_modules/typescript/bin/tsc', '-p', 'recipes.json']);

  const { typesVersions } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
  for (const { name, gives } of recipes) {
    const imported = `const all = await import('tidemark/adapters/${name}'); console.log(Object.keys(all).join());`;
    expect(await runs(['node', '--input-type=module', '-e', imported])).toBe(`${gives}\n`);
    const required = `console.log(Object.keys(require('tidemark/adapters/${name}')).join())`;
    expect(await runs(['node', '-e', required])).toBe(`${gives}\n`);
    const [types] = typesVersions['*'][`adapters/${name}`];
    expect(await readFile(path.join(project, types), 'utf8')).toContain(gives);
  }
});

test('the toy provider has at most 60 lines', () => {
  const code = stepsIn(forProvider).find(({ file }) => file === 'adapters/acme/index.ts')?.code ?? '';
  expect(code).toContain('createAcmeGateway');
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
});
