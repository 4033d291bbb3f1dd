import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, posix, relative, sep} from 'node:path';
import ts from 'typescript';

/** One import, export-from or dynamic import of a module. */
export interface Import {
  /** As written: "node:fs", "@aws-sdk/client-ecr", "../engine/rule.js". */
  readonly specifier: string;
  /** Path of the imported module inside the project, for relative specifiers: "src/engine/rule.ts". */
  readonly target?: string;
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
  /** Names imported, "*" for a namespace, none for a side effect. */
  readonly names: readonly string[];
}

/** Imports by module path, as given. */
export type ModuleGraph = ReadonlyMap<string, readonly Import[]>;

/** Reads every TypeScript file under `folder`; paths in the answer are relative to `root` with forward slashes. */
export function readModules(root: string, folder: string): Map<string, string> {
  const modules = new Map<string, string>();
  for (const entry of readdirSync(join(root, folder), {withFileTypes: true, recursive: true})) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    modules.set(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8'));
  }
  return modules;
}

export function graphOf(modules: ReadonlyMap<string, string>): ModuleGraph {
  const graph = new Map<string, readonly Import[]>();
  for (const [path, text] of modules) graph.set(path, importsOf(path, text, modules));
  return graph;
}

export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
}

function importsOf(path: string, text: string, modules: ReadonlyMap<string, string>): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, names: readonly string[]) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const target = resolve(path, specifier.text, modules);
    found.push({specifier: specifier.text, ...(target !== undefined && {target}), typeOnly, names});
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause;
      add(node.moduleSpecifier, clause?.phaseModifier === ts.SyntaxKind.TypeKeyword, namesOf(clause));
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly, exportedNames(node));
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false, dynamicNames(node));
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true, []);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(path, text));
  return found;
}

function namesOf(clause: ts.ImportClause | undefined): string[] {
  if (clause === undefined) return [];
  const names = clause.name === undefined ? [] : ['default'];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, '*'];
  return [...names, ...bindings.elements.map((element) => (element.propertyName ?? element.name).text)];
}

function exportedNames(node: ts.ExportDeclaration): string[] {
  if (node.exportClause === undefined || !ts.isNamedExports(node.exportClause)) return ['*'];
  return node.exportClause.elements.map((element) => (element.propertyName ?? element.name).text);
}

/** `const {A, B: c} = await import('x')` names A and B; anything else may use all of it. */
function dynamicNames(call: ts.CallExpression): string[] {
  const awaited = call.parent;
  const declaration = awaited?.parent;
  if (!ts.isAwaitExpression(awaited) || declaration === undefined || !ts.isVariableDeclaration(declaration))
    return ['*'];
  if (!ts.isObjectBindingPattern(declaration.name)) return ['*'];
  return declaration.name.elements.map((element) => (element.propertyName ?? element.name).getText());
}

function resolve(from: string, specifier: string, modules: ReadonlyMap<string, string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(dirname(from), specifier);
  const candidates = [path.replace(/\.js$/, '.ts'), path];
  return candidates.find((candidate) => modules.has(candidate)) ?? candidates[0];
}

/** Cycles over imports that survive compilation, each as the list of its modules, first one repeated at the end. */
export function cycles(graph: ModuleGraph): string[][] {
  const found: string[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const stack: string[] = [];
  const visit = (path: string): void => {
    state.set(path, 'open');
    stack.push(path);
    for (const {target, typeOnly} of graph.get(path) ?? []) {
      if (typeOnly || target === undefined || !graph.has(target)) continue;
      if (state.get(target) === 'open') found.push([...stack.slice(stack.indexOf(target)), target]);
      else if (!state.has(target)) visit(target);
    }
    stack.pop();
    state.set(path, 'done');
  };
  for (const path of graph.keys()) if (!state.has(path)) visit(path);
  return found;
}

/** Everything that a module loads, directly or through others, with the way to it. */
export function reached(
  graph: ModuleGraph,
  start: string,
): {readonly import: Import; readonly way: readonly string[]}[] {
  const found: {import: Import; way: string[]}[] = [];
  const seen = new Set<string>([start]);
  const queue: string[][] = [[start]];
  for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
    for (const entry of graph.get(way.at(-1) as string) ?? []) {
      if (entry.typeOnly) continue;
      found.push({import: entry, way});
      if (entry.target === undefined || seen.has(entry.target)) continue;
      seen.add(entry.target);
      queue.push([...way, entry.target]);
    }
  }
  return found;
}
