import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';
import {describe, expect, it} from 'vitest';
import {buildMetafile} from '../support/loaded-modules.js';

// What scripts/common-js.mjs relies on: imports are copies, and an import finds the exports there.

const ROOT = new URL('../../', import.meta.url);

const built = Object.entries((await buildMetafile()).outputs).filter(([path]) => path.endsWith('.cjs'));

describe('the files of the build', () => {
  it('never require themselves by way of others', () => {
    const required = new Map(
      built.map(([path, {imports}]) => [
        path,
        imports.filter(({kind, external}) => kind === 'import-statement' && !external).map((target) => target.path),
      ]),
    );
    const open = new Set<string>();
    const done = new Set<string>();
    const visit = (path: string): void => {
      expect([...open], `${path} leads to itself`).not.toContain(path);
      if (done.has(path)) return;
      open.add(path);
      for (const next of required.get(path) ?? []) visit(next);
      open.delete(path);
      done.add(path);
    };
    for (const path of required.keys()) visit(path);
    expect(done.size).toBe(built.length);
  });

  it('change no export once they have run', async () => {
    const changed: string[] = [];
    let looked = 0;
    for (const [path] of built) {
      const source = ts.createSourceFile(path, await readFile(fileURLToPath(new URL(path, ROOT)), 'utf8'), 99, true);
      const exported = exportedNames(source);
      looked += exported.size;
      for (const name of assignedInFunctions(source)) if (exported.has(name)) changed.push(`${path}: ${name}`);
    }
    expect(changed).toEqual([]);
    expect(looked).toBeGreaterThan(500);
  });
});

/** The local names behind `module.exports={…}`. */
function exportedNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      ts.isBinaryExpression(node) &&
      node.left.getText(source) === 'module.exports' &&
      ts.isObjectLiteralExpression(node.right)
    ) {
      for (const property of node.right.properties) {
        if (ts.isShorthandPropertyAssignment(property)) names.add(property.name.text);
        else if (ts.isPropertyAssignment(property)) names.add(property.initializer.getText(source));
      }
    }
    if (node === source || ts.isExpressionStatement(node) || isSequence(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

const isSequence = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken;

/** Names that a function assigns to and does not declare itself; of the outermost functions only, shadowing is rare. */
function assignedInFunctions(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, declared: ReadonlySet<string> | undefined): void => {
    const target = assigned(node);
    if (target !== undefined && declared !== undefined && !declared.has(target)) names.add(target);
    const inner = ts.isFunctionLike(node) ? new Set([...(declared ?? []), ...declaredIn(node)]) : declared;
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, undefined);
  return names;
}

function assigned(node: ts.Node): string | undefined {
  const {FirstAssignment, LastAssignment, PlusPlusToken, MinusMinusToken} = ts.SyntaxKind;
  if (ts.isBinaryExpression(node)) {
    const {kind} = node.operatorToken;
    return kind >= FirstAssignment && kind <= LastAssignment && ts.isIdentifier(node.left) ? node.left.text : undefined;
  }
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return undefined;
  const changes = node.operator === PlusPlusToken || node.operator === MinusMinusToken;
  return changes && ts.isIdentifier(node.operand) ? node.operand.text : undefined;
}

function declaredIn(scope: ts.Node): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && ts.isIdentifier(node.name))
      names.push(node.name.text);
    if (ts.isBindingElement(node) && ts.isIdentifier(node.name)) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return names;
}
