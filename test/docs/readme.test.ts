import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

/** The README's TypeScript blocks, each as a module of its own. */
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ''], index) => ({
  name: path.join(root, `readme-block-${index + 1}.ts`),
  code: `${code}\nexport {};\n`,
}));

function compile(sources: readonly { name: string; code: string }[]): string[] {
  const config = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  // A reader's code is not published, so its exports need no annotations.
  const host = ts.createCompilerHost({ ...options, isolatedDeclarations: false });
  const code = new Map(sources.map((source) => [source.name, source.code]));
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => code.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = code.get(file);
    return text === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, text, rest[0]);
  };
  const program = ts.createProgram([...code.keys()], { ...options, isolatedDeclarations: false }, host);
  return sources
    .flatMap(({ name }) => ts.getPreEmitDiagnostics(program, program.getSourceFile(name)))
    .map(
      ({ messageText, file }) =>
        `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

test('every TypeScript block of the README compiles', { timeout: 120_000 }, () => {
  expect(blocks.length).toBeGreaterThanOrEqual(5);
  expect(compile(blocks)).toEqual([]);
});

test('a block that does not compile is found', { timeout: 120_000 }, () => {
  const code = "import { createChanel } from 'tidemark';\ncreateChanel();\n";
  expect(compile([{ name: path.join(root, 'readme-block-wrong.ts'), code }])).not.toEqual([]);
});

test('the README has its working code within 30 lines, the two commands, and at most 250 lines', () => {
  const lines = readme.split('\n');
  expect(lines.slice(0, 30).join('\n')).toMatch(/^```ts\n.*?^```$/ms);
  expect(readme).toContain('npm ci && npm start');
  expect(readme).toContain('npm ci && npm test');
  expect(lines.length).toBeLessThanOrEqual(250);
});
