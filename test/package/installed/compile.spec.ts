import { describe, expect, test } from 'vitest';
import { type Consumer, newConsumer } from './consumer.js';
import { echoedEachWay } from './echoes.js';

const compilers = ['typescript', 'typescript-4.9'] as const;
const programs = ['echo', 'types', 'types-botbuilder', 'types-agents', 'types-stores'];
const clean = { exitCode: 0, stdout: '', stderr: '' };

const nodenext = { module: 'nodenext', target: 'es2022', lib: ['es2022'], types: ['node'], strict: true };
/** As Bot Framework's generator writes it. */
const template = { declaration: true, target: 'es2016', module: 'commonjs', sourceMap: true };
/** What the template leaves to defaults, which have changed since: newer compilers are to be asked for them. */
const defaults = { moduleResolution: 'node', types: ['node'], strict: false, esModuleInterop: false };

describe.each(compilers)('%s', (compiler) => {
  const tsc = `../node_modules/${compiler}/bin/tsc`;
  const deprecated = compiler === 'typescript' ? { ignoreDeprecations: '6.0' } : {};

  /** Compiles all programs once per extension; with nodenext it decides between ESM and CommonJS. */
  async function compile(extensions: readonly string[], options: object): Promise<Consumer> {
    const consumer = newConsumer();
    for (const name of programs) {
      for (const extension of extensions) consumer.copy(`${name}.ts`, `src/${name}.${extension}`);
    }
    // It is the SDKs' own declarations that are in need of skipLibCheck.
    const compilerOptions = { ...options, rootDir: 'src', outDir: 'lib', skipLibCheck: true };
    consumer.write('tsconfig.json', { compilerOptions, include: ['src'] });
    expect(await consumer.node(tsc)).toEqual(clean);
    return consumer;
  }

  async function expectEchoes(consumer: Consumer, program: string): Promise<void> {
    const { exitCode, stdout, stderr } = await consumer.node(program);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(echoedEachWay);
  }

  test('ESM and CommonJS, as Node resolves them: compile, and R3: read a burst by one call and echo it', async () => {
    const consumer = await compile(['mts', 'cts'], nodenext);
    await expectEchoes(consumer, 'lib/echo.mjs');
    await expectEchoes(consumer, 'lib/echo.cjs');
  });

  test('CommonJS as Bot Framework templates have it: compiles, and R3: reads a burst by one call and echoes it', async () => {
    const consumer = await compile(['ts'], { ...template, ...defaults, ...deprecated });
    await expectEchoes(consumer, 'lib/echo.js');
  });

  test('checks the declarations of all entries that need no optional peer', async () => {
    const consumer = newConsumer({ type: 'module' });
    consumer.copy('types.ts');
    const compilerOptions = { ...nodenext, noEmit: true, skipDefaultLibCheck: true };
    consumer.write('tsconfig.json', { compilerOptions, files: ['types.ts'] });
    expect(await consumer.node(tsc)).toEqual(clean);
  });
});
