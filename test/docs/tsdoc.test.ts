import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Where a user begins: each has an example to copy. */
const startingPoints = [
  'createChannel',
  'createReceipts',
  'KaleyraClient',
  'parseKaleyraWebhook',
  'startFakeKaleyra',
  'KaleyraAdapter',
  'ReadReceiptMiddleware',
  'toNodeListener',
  'toFetchHandler',
  'createTracedChannel',
  'openLevelStore',
  'createBullmqStore',
];

/** The source of each public name in package.json. */
function entryFiles(): string[] {
  const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { exports: object };
  return Object.keys(exports)
    .filter((name) => !name.endsWith('.json'))
    .map((name) => path.join(root, name.startsWith('./adapters/') ? '' : 'src', name, 'index.ts'));
}

const sample = path.join(root, 'tsdoc-sample.ts');
const virtualFiles = new Map<string, string>();
virtualFiles.set(
  sample,
  `
/** Documented. */
export interface Sample extends Base {
  bare: string;
  /** @default 1 */
  onlyTag?: number;
  /** Documented. */
  nested: { deep: string };
  /** Documented. */
  method(options: { inParameter?: boolean }): Promise<Hidden>;
}
interface Base {
  inherited: string;
}
/** Documented. */
interface Hidden {
  mentioned: string;
}
export function undocumented(): { result: string } {
  return { result: '' };
}
/** Documented. */
export class Thing {
  field = 1;
  /** Documented. */
  accessor = 2;
  /** @internal */
  internal = 3;
  #own = 4;
  private alsoOwn = this.#own;
}
/** Documented. */
export interface SampleOptions {
  /** Documented. */
  withoutDefault?: number;
  /** Documented. @default 1 */
  withDefault?: number;
}
/**
 * Documented.
 *
 * @throws when it likes
 * @throws {Error} when it must
 */
export function throwing(): void {}
`,
);

function createProgram(files: readonly string[], before?: ts.Program): ts.Program {
  const config = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options: given } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  // A reader's code is not published, so its exports need no annotations.
  const options = { ...given, isolatedDeclarations: false };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => virtualFiles.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = virtualFiles.get(file);
    return text === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, text, rest[0]);
  };
  return ts.createProgram([...files], options, host, before);
}

/** A declaration of this project that a user can come across, under the name a user knows it by. */
interface PublicNode {
  readonly name: string;
  readonly node: ts.Node;
}

const isOwnFile = (file: ts.SourceFile): boolean =>
  file.fileName.startsWith(root) && !file.fileName.includes('/node_modules/');

/** What nobody outside sees. */
function isHidden(node: ts.Node): boolean {
  if (ts.isBlock(node) || ts.isJSDoc(node)) return true;
  if (!ts.isClassElement(node)) return false;
  if (node.name !== undefined && ts.isPrivateIdentifier(node.name)) return true;
  if (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) return true;
  return ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal');
}

/** Every export of a file, the members of each, and those of whatever type of this project they mention. */
function publicNodesOf(file: string, program: ts.Program): PublicNode[] {
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  const found: PublicNode[] = [];

  const originOf = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  function add(symbol: ts.Symbol): void {
    const origin = originOf(symbol);
    if (seen.has(origin)) return;
    seen.add(origin);
    for (const declaration of origin.declarations ?? []) {
      // A type parameter is told about where it stands.
      if (!isOwnFile(declaration.getSourceFile()) || ts.isTypeParameterDeclaration(declaration)) continue;
      // The comment of a constant stands at its statement.
      const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
      found.push({ name: origin.name, node });
      ts.forEachChild(declaration, (child) => visit(child, origin.name));
    }
  }

  function visit(node: ts.Node, parent: string): void {
    if (isHidden(node)) return;
    let name = parent;
    if (ts.isTypeElement(node) || ts.isClassElement(node)) {
      name = `${parent}.${node.name?.getText() ?? (ts.isConstructorDeclaration(node) ? 'constructor' : '[index]')}`;
      found.push({ name, node });
    }
    const mentioned = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const symbol = mentioned && checker.getSymbolAtLocation(mentioned);
    if (symbol !== undefined) add(symbol);
    // What a property begins with is no part of its type.
    const value = ts.isPropertyDeclaration(node) || ts.isParameter(node) ? node.initializer : undefined;
    ts.forEachChild(node, (child) => (child === value ? undefined : visit(child, name)));
  }

  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) add(symbol);
  return found;
}

function commentsOf(node: ts.Node): ts.JSDoc[] {
  return ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
}

const hasTag = (node: ts.Node, tag: string): boolean =>
  ts.getJSDocTags(node).some(({ tagName }) => tagName.text === tag);

/** A tag alone does not say what it is. */
const isDescribed = (node: ts.Node): boolean =>
  commentsOf(node).some(({ comment }) => (ts.getTextOfJSDocComment(comment) ?? '').trim() !== '');

const undescribed = (nodes: readonly PublicNode[]): string[] =>
  nodes.filter(({ name, node }) => !name.endsWith('[index]') && !isDescribed(node)).map(({ name }) => name);

/** What a caller may leave out: a field of options, or of an object given to a function. */
function isOption({ name, node }: PublicNode): boolean {
  if (!ts.isPropertySignature(node) || node.questionToken === undefined) return false;
  return /(Options|ExtraInfo)\.\w+$/.test(name) || ts.findAncestor(node, ts.isParameter) !== undefined;
}

const withoutDefault = (nodes: readonly PublicNode[]): string[] =>
  nodes.filter((one) => isOption(one) && !hasTag(one.node, 'default')).map(({ name }) => name);

const throwsUnnamed = (nodes: readonly PublicNode[]): string[] =>
  nodes
    .filter(({ node }) =>
      ts.getJSDocTags(node).some((tag) => ts.isJSDocThrowsTag(tag) && tag.typeExpression === undefined),
    )
    .map(({ name }) => name);

/** The code of an example, without its fence. */
function exampleOf(node: ts.Node): string | undefined {
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === 'example');
  return /^```ts\n(.*)^```$/ms.exec(ts.getTextOfJSDocComment(tag?.comment) ?? '')?.[1];
}

function problemsOf(program: ts.Program, file: string): string[] {
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

const entries = entryFiles();
const program = createProgram([...entries, sample]);
const nodes = entries.flatMap((entry) =>
  publicNodesOf(entry, program).map(({ name, node }) => ({
    name: `${path.relative(root, node.getSourceFile().fileName)}: ${name}`,
    node,
  })),
);

const examples = new Map(
  startingPoints.map((name) => {
    const found = nodes.filter((one) => one.name.endsWith(`: ${name}`)).map(({ node }) => exampleOf(node));
    return [name, found.find((code) => code !== undefined)] as const;
  }),
);
const exampleFile = (name: string): string => path.join(root, `tsdoc-example-${name}.ts`);

test('every public export, and every member of it, says what it is', () => {
  expect(nodes.length).toBeGreaterThan(300);
  expect([...new Set(undescribed(nodes))]).toEqual([]);
});

test('every option that may be left out says what holds then', () => {
  expect([...new Set(withoutDefault(nodes))]).toEqual([]);
});

test('whatever is thrown is named by its class', () => {
  expect(throwsUnnamed(nodes)).toEqual([]);
});

test('every starting point has an example that compiles as it stands', { timeout: 120_000 }, () => {
  for (const [name, code] of examples) if (code !== undefined) virtualFiles.set(exampleFile(name), code);
  const wrong = exampleFile('wrong');
  virtualFiles.set(wrong, "import { createChanel } from 'tidemark';\ncreateChanel();\n");
  const withExamples = createProgram([...entries, ...virtualFiles.keys()], program);
  expect(problemsOf(withExamples, wrong)).not.toEqual([]);
  for (const [name, code] of examples) {
    expect({ name, isThere: code !== undefined, problems: problemsOf(withExamples, exampleFile(name)) }).toEqual({
      name,
      isThere: true,
      problems: [],
    });
  }
});

test('what is missing is found and named', () => {
  const found = publicNodesOf(sample, program);
  expect(undescribed(found).sort()).toEqual([
    'Base',
    'Base.inherited',
    'Hidden.mentioned',
    'Sample.bare',
    'Sample.method.inParameter',
    'Sample.nested.deep',
    'Sample.onlyTag',
    'Thing.field',
    'undocumented',
    'undocumented.result',
  ]);
  expect(withoutDefault(found).sort()).toEqual(['Sample.method.inParameter', 'SampleOptions.withoutDefault']);
  expect(throwsUnnamed(found)).toEqual(['throwing']);
});
