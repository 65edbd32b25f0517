import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMs, type Consumer, installPackage, manifest } from './consumer.js';

const compilers = ['typescript', 'typescript-4.9'] as const;
const usual = { strict: true, target: 'es2022', lib: ['es2022'], types: ['node'], noEmit: true };

/** How a consumer compiles, and the extensions of the files: with nodenext they decide between ESM and CommonJS. */
const ways = [
  ['ESM and CommonJS, as Node resolves them', ['mts', 'cts'], { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['CommonJS, resolved the classic way', ['ts'], { module: 'commonjs', moduleResolution: 'node' }],
] as const;

describe.each(compilers)('%s compiles for a consumer', { timeout: buildMs }, (compiler) => {
  let consumer: Consumer;

  beforeAll(async () => {
    consumer = await installPackage([...Object.keys(manifest.peerDependencies), '@types/node', compiler]);
  }, buildMs);
  afterAll(() => consumer?.remove());

  async function compile(names: readonly string[], extensions: readonly string[], options: object): Promise<string> {
    const files = names.flatMap((name) =>
      extensions.map((extension) => [name, `${name}-compiled.${extension}`] as const),
    );
    for (const [name, file] of files) copyFileSync(at(`${name}.ts`), at(file));
    // The classic way is only left in newer compilers for those who ask.
    const old = compiler === 'typescript' ? { ignoreDeprecations: '6.0' } : {};
    const compilerOptions = { ...usual, ...old, ...options };
    writeFileSync(at('tsconfig.json'), JSON.stringify({ compilerOptions, files: files.map(([, file]) => file) }));
    const { exitCode, stdout, stderr } = await consumer.node(`node_modules/${compiler}/bin/tsc`);
    return exitCode === 0 ? 'compiled' : `${exitCode}: ${stdout}${stderr}`;
  }

  function at(file: string): string {
    return path.join(consumer.folder, file);
  }

  test.each(ways)('%s', async (_what, extensions, options) => {
    // It is the SDK's own declarations that are in need of skipLibCheck.
    expect(
      await compile(['types', 'types-botbuilder', 'types-agents'], extensions, { ...options, skipLibCheck: true }),
    ).toBe('compiled');
  });

  test('the declarations of all entries that need no SDK', async () => {
    const [[, extensions, options]] = ways;
    expect(await compile(['types'], extensions, { ...options, skipDefaultLibCheck: true })).toBe('compiled');
  });
});
