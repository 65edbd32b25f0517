import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Application, type ProjectReflection, ReflectionKind } from 'typedoc';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { markdownFiles, root } from './markdown.js';

let app: Application;
let project: ProjectReflection | undefined;

// What `npx typedoc` does, with the configuration it reads.
beforeAll(async () => {
  app = await Application.bootstrapWithPlugins({ options: path.join(root, 'typedoc.json'), logLevel: 'None' });
  project = await app.convert();
  if (project !== undefined) app.validate(project);
}, 300_000);

test('the reference has every entry of the package', async () => {
  const { exports } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { exports: object };
  const entries = Object.keys(exports)
    .filter((name) => name !== './package.json')
    .map((name) => (name.startsWith('./adapters/') ? name.slice(2) : path.posix.join('src', name)));
  const modules = project?.getChildrenByKind(ReflectionKind.Module).map(({ name }) => name.replace(/\/index$/, ''));
  expect(modules?.sort()).toEqual(entries.sort());
  expect(project?.documents?.map(({ name }) => name).length).toBe(markdownFiles('docs').length);
});

test('the reference is made without a warning', async () => {
  const out = await mkdtemp(path.join(tmpdir(), 'tidemark-api-'));
  onTestFinished(() => rm(out, { recursive: true }));
  await app.generateDocs(project as ProjectReflection, out);
  expect({ errors: app.logger.errorCount, warnings: app.logger.warningCount }).toEqual({ errors: 0, warnings: 0 });
  expect(await readFile(path.join(out, 'index.html'), 'utf8')).toContain('tidemark');
});
