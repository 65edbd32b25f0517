import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BaseAdapter, type CloudAdapter, type Middleware, type TurnContext } from '@microsoft/agents-hosting';
import { createChannel } from 'tidemark';
import { type AgentLogic, KaleyraAdapter, type ReadReceiptMiddleware } from 'tidemark/adapters/agents';
import { expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { useAgentsSdk } from '../conformance/agent-usage.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const root = path.resolve(import.meta.dirname, '../..');
const compileMs = 120_000;

/** The oldest version of the SDK; that the sources compile with the newest is for the whole project's compiler to say. */
const oldest = {
  '@microsoft/agents-hosting': 'agents-hosting-1.0',
  '@microsoft/agents-activity': 'agents-hosting-1.0/node_modules/@microsoft/agents-activity',
};

/** Compiles sources, as if these were the installed packages; gives what the compiler says. */
function compile(files: readonly string[], packages: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tidemark-agents-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const own = {
    tidemark: 'src/index.ts',
    'tidemark/testing': 'src/testing/index.ts',
    'tidemark/adapters/*': 'adapters/*/index.ts',
  };
  const paths = Object.fromEntries([
    ...Object.entries(packages).map(([name, at]) => [
      name,
      [path.join(root, 'node_modules', at, 'dist/src/index.d.ts')],
    ]),
    ...Object.entries(own).map(([name, at]) => [name, [path.join(root, at)]]),
  ]);
  const config = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: { paths, rootDir: root, typeRoots: [path.join(root, 'node_modules/@types')] },
    include: [],
    files: files.map((file) => path.join(root, file)),
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [tsc, '-p', folder],
      { timeout: compileMs / 2 },
      (_error, stdout, stderr) => resolve(child.exitCode === 0 ? 'compiled' : `${child.exitCode}: ${stdout}${stderr}`),
    );
  });
}

test(
  'the adapter, and a program that uses it, compile with the oldest version of the SDK',
  async () => {
    const sources = ['adapters/agents/index.ts', 'test/conformance/agent-usage.ts'];
    expect(await compile(sources, oldest)).toBe('compiled');
  },
  compileMs,
);

test('KaleyraAdapter is a BaseAdapter, in every method', () => {
  expectTypeOf<KaleyraAdapter>().toExtend<BaseAdapter>();
  expectTypeOf<KaleyraAdapter['sendActivities']>().toExtend<BaseAdapter['sendActivities']>();
  expectTypeOf<KaleyraAdapter['sendActivities']>().returns.resolves.toExtend<{ id: string }[]>();
  expectTypeOf<KaleyraAdapter['continueConversation']>().toExtend<BaseAdapter['continueConversation']>();
  expectTypeOf<KaleyraAdapter['forApplication']>().returns.toEqualTypeOf<CloudAdapter>();
  expectTypeOf<AgentLogic>().parameter(0).toEqualTypeOf<TurnContext>();
  expectTypeOf<ReadReceiptMiddleware>().toExtend<Middleware>();
  const channel = createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' } });
  expect(useAgentsSdk(channel, channel.gateway)).toHaveLength(3);
  const adapter = new KaleyraAdapter(channel);
  expect(adapter).toBeInstanceOf(BaseAdapter);
  expect(adapter.forApplication()).toBe(adapter);
});
