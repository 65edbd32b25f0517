import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Activity } from '@microsoft/agents-activity';
import { TurnContext as AgentContext } from '@microsoft/agents-hosting';
import { TurnContext as BotContext } from 'botbuilder';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  peerDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const isLowest = process.env.TIDEMARK_PEERS === 'lowest';

/** A peer: what of it the suite imports, and the folders where its newest and its oldest version are installed. */
const peers: readonly { name: string; imported: unknown; exported: string; newest: string; oldest: string }[] = [
  {
    name: 'botbuilder',
    imported: BotContext,
    exported: 'TurnContext',
    newest: 'botbuilder',
    oldest: 'botbuilder-4.20',
  },
  {
    name: '@microsoft/agents-hosting',
    imported: AgentContext,
    exported: 'TurnContext',
    newest: '@microsoft/agents-hosting',
    oldest: 'agents-hosting-1.0',
  },
  {
    name: '@microsoft/agents-activity',
    imported: Activity,
    exported: 'Activity',
    newest: '@microsoft/agents-activity',
    oldest: 'agents-hosting-1.0/node_modules/@microsoft/agents-activity',
  },
];

function folderOf(name: string): string {
  return path.join(root, 'node_modules', name);
}

function versionIn(name: string): string {
  return (JSON.parse(readFileSync(path.join(folderOf(name), 'package.json'), 'utf8')) as { version: string }).version;
}

/** The numbers of a version. */
function partsOf(version: string): [major: number, minor: number, patch: number] {
  const [major = Number.NaN, minor = Number.NaN, patch = Number.NaN] = version.split('.').map(Number);
  return [major, minor, patch];
}

describe.each(peers)('$name', ({ name, imported, exported, newest, oldest }) => {
  const require = createRequire(import.meta.url);

  test(`is what this run is about: the ${isLowest ? 'lowest' : 'newest'} version`, () => {
    const played = require(folderOf(isLowest ? oldest : newest)) as Record<string, unknown>;
    const other = require(folderOf(isLowest ? newest : oldest)) as Record<string, unknown>;
    expect(imported).toBe(played[exported]);
    expect(imported).not.toBe(other[exported]);
  });

  test('is taken from its lowest version up: the range begins at the minor version that the suite runs on', () => {
    const range = manifest.peerDependencies[name] ?? '';
    expect(range).toMatch(/^\^\d+\.\d+\.0$/);
    const [major, minor] = partsOf(range.slice(1));
    const lowest = partsOf(versionIn(oldest));
    expect(lowest.slice(0, 2)).toEqual([major, minor]);
  });

  test('has its newest version inside of the range, pinned for development', () => {
    const version = versionIn(newest);
    expect(manifest.devDependencies[name]).toBe(version);
    const [major, minor] = partsOf((manifest.peerDependencies[name] ?? '').slice(1));
    const [newestMajor, newestMinor] = partsOf(version);
    expect(newestMajor).toBe(major);
    expect(newestMinor).toBeGreaterThan(minor);
  });
});

test('both packages of the Agents SDK are of one version', () => {
  expect(versionIn('@microsoft/agents-activity')).toBe(versionIn('@microsoft/agents-hosting'));
  expect(versionIn('agents-hosting-1.0/node_modules/@microsoft/agents-activity')).toBe(versionIn('agents-hosting-1.0'));
});
