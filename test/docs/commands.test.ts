import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { doctorCommand } from '../../src/cli/doctor-command.js';
import { emulatorCommand } from '../../src/cli/emulator-command.js';
import { inboxCommand } from '../../src/cli/inbox-command.js';
import { guides, root, textOf } from './markdown.js';

const nothing = (): never => {
  throw new Error('no command is run here');
};
const output = { out: nothing, err: nothing };
const host = { ...output, env: {}, nodeVersion: '', ask: nothing, exitCode: nothing, quit: nothing };
const commands = [emulatorCommand('', output), doctorCommand(host), inboxCommand(nothing, output)];

/** Every command line of the guides, in blocks and in sentences, without comments. */
const lines = guides.flatMap((file) =>
  [...textOf(file).matchAll(/^(npm .*|npx .*)$|`(npm [^`]*|npx [^`]*)`/gm)].map(([, line, inline]) => ({
    file,
    words: (line ?? inline ?? '').replace(/\s+#.*$/, '').split(/\s+/),
  })),
);

/** What of a line after `npx tidemark` no command knows. */
function unknownIn(words: readonly string[]): string[] {
  let command: Command | undefined;
  let known = commands;
  const names = words.filter((word) => !word.startsWith('-'));
  for (const name of names) {
    const next: Command | undefined = known.find((each) => each.name() === name);
    if (next === undefined) break;
    command = next;
    known = [...next.commands];
  }
  if (command === undefined) return [...words];
  const flags = words.filter((word) => word.startsWith('--') && word !== '--help');
  return flags.filter((flag) => !command?.options.some(({ long }) => long === flag));
}

test('every command of tidemark in the guides exists, with its flags', () => {
  const ours = lines.filter(({ words }) => words[0] === 'npx' && words[1] === 'tidemark');
  expect(ours.length).toBeGreaterThan(8);
  expect(ours.flatMap(({ file, words }) => unknownIn(words.slice(2)).map((word) => `${file}: ${word}`))).toEqual([]);
  expect(unknownIn(['doctor', '--nothing'])).toEqual(['--nothing']);
  expect(unknownIn(['nothing', '--json'])).toEqual(['nothing', '--json']);
});

test('every script and example in the guides exists', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: object };
  const examples = readdirSync(path.join(root, 'examples')).map((name) => name.replace(/\.ts$/, ''));
  const ran = lines.filter(({ words }) => words[0] === 'npm' && (words[1] === 'run' || words[1] === 'start'));
  expect(ran.length).toBeGreaterThan(4);
  for (const { file, words } of ran) {
    const [, verb = '', script = verb, name] = words;
    expect({ file, script: verb === 'start' ? verb : script }).toMatchObject({
      script: expect.toSatisfy((each: string) => each in scripts),
    });
    if (script === 'example' && name !== undefined) expect(examples).toContain(name);
  }
});
