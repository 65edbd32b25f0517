import ts from 'typescript';

/** What stands for an import whose module is only known when it runs. */
export const computed = '(computed)';

/**
 * The modules a file names, in whatever way: imports and exports, `import()` as a value and as a type, `require`,
 * `import x = require()`, augmentations and reference comments. Texts and comments of other kinds do not count.
 */
export function importsOf(code: string): string[] {
  const file = ts.createSourceFile('file.ts', code, ts.ScriptTarget.Latest);
  const found = [...file.referencedFiles, ...file.typeReferenceDirectives].map(({ fileName }) => fileName);
  const visit = (node: ts.Node): void => {
    const named = moduleOf(node);
    if (named !== undefined) found.push(ts.isStringLiteralLike(named) ? named.text : computed);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The node that names a module, if this is one of an import. */
function moduleOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (ts.isModuleDeclaration(node)) return ts.isStringLiteral(node.name) ? node.name : undefined;
  if (ts.isCallExpression(node) && imports(node.expression)) return node.arguments[0] ?? node;
  return undefined;
}

/** `import`, `require`, `require.resolve`, `module.require`, `import.meta.resolve`. */
function imports(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return callee.text === 'require';
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const { expression, name } = callee;
  return name.text === 'require' || (name.text === 'resolve' && (imports(expression) || ts.isMetaProperty(expression)));
}
