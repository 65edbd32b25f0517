import path from 'node:path';
import ts from 'typescript';
import { root, type Snippet } from './markdown.js';

/** What the compiler says to snippets, each as a module of its own in the project's folder, under the project's options. */
export function problemsOf(snippets: readonly Snippet[]): string[] {
  const config = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options: given } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  // A reader's code is not published, so its exports need no annotations.
  const options = { ...given, isolatedDeclarations: false };
  const host = ts.createCompilerHost(options);
  const sources = new Map(
    snippets.map(({ name, code }, index) => [
      path.join(root, `snippet-${index}.ts`),
      { name, code: `${code}\nexport {};\n` },
    ]),
  );
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const source = sources.get(file);
    return source === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, source.code, rest[0]);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources].flatMap(([file, { name }]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}
