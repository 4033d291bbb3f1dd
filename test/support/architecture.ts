import {builtinModules} from 'node:module';
import ts from 'typescript';
import {cycles, type ModuleGraph, parse, reached} from './module-graph.js';

/** Folders of src whose modules are pure: same facts in, same answer out, on any platform. */
export const PURE = ['engine', 'rules', 'causes', 'report', 'contract'] as const;

/** Node modules without I/O of their own. */
const HARMLESS = new Set([
  'assert',
  'buffer',
  'crypto',
  'events',
  'path',
  'querystring',
  'string_decoder',
  'url',
  'util',
]);

/**
 * Which folders of src a folder may import at run time, besides itself and the files that lie directly in src.
 * Types may be shared as they stand. A folder that is not listed here is an error: give it its place first.
 */
const MAY_IMPORT: {readonly [folder: string]: readonly string[] | 'anything'} = {
  commands: 'anything',
  // What commands ask for: evidence gathered, judged and shown, without a word of the command line.
  app: ['aws', 'config', 'contract', 'engine', 'evidence', 'image', 'logs', 'report', 'rules', 'terminal', 'views'],
  cli: ['config', 'terminal'],
  config: ['contract'],
  aws: ['evidence', 'image', 'logs'],
  evidence: ['aws', 'contract', 'image', 'logs', 'engine'],
  image: ['aws', 'terminal'],
  logs: ['aws', 'terminal'],
  contract: [],
  engine: ['rules', 'causes', 'contract', 'evidence', 'logs', 'report'],
  rules: ['engine', 'contract', 'evidence', 'logs'],
  causes: ['engine', 'contract', 'evidence', 'logs', 'rules'],
  report: ['engine', 'rules', 'causes', 'terminal'],
  fleet: ['app', 'aws', 'engine', 'evidence', 'logs', 'report', 'views'],
  preflight: ['app', 'aws', 'engine', 'evidence', 'image', 'report', 'rules'],
  terminal: [],
  views: ['contract', 'engine', 'evidence', 'report', 'terminal'],
};

/** Where oclif is known: the commands, and the files directly in src that run them. */
const KNOWS_OCLIF = new Set([undefined, 'cli', 'commands']);

/** What breaks the boundaries, one sentence each. */
export function violations(graph: ModuleGraph): string[] {
  return [...directions(graph), ...impurities(graph), ...strangers(graph), ...library(graph), ...loops(graph)];
}

/** src/engine/rank.ts → engine; src/errors.ts → nothing. */
function folderOf(path: string): string | undefined {
  const [, folder, ...rest] = path.split('/');
  return rest.length > 0 ? folder : undefined;
}

function directions(graph: ModuleGraph): string[] {
  const found: string[] = [];
  for (const [path, imports] of graph) {
    const from = folderOf(path);
    const allowed = from === undefined ? 'anything' : MAY_IMPORT[from];
    if (allowed === undefined) {
      found.push(`${path}: the folder ${from} has no place in the architecture`);
      continue;
    }
    for (const {specifier, target, typeOnly} of imports) {
      const to = target === undefined ? undefined : folderOf(target);
      if (to === undefined || to === from || typeOnly || allowed === 'anything' || allowed.includes(to)) continue;
      found.push(`${path}: ${from} imports ${to} (${specifier})`);
    }
    if (KNOWS_OCLIF.has(from)) continue;
    for (const {specifier, typeOnly} of imports) {
      if (specifier.startsWith('@oclif/') && !typeOnly) found.push(`${path}: only commands know oclif (${specifier})`);
    }
  }
  return found;
}

/** The library is used without a command line. */
function library(graph: ModuleGraph): string[] {
  return reached(graph, 'src/index.ts')
    .filter(({import: entry}) => entry.specifier.startsWith('@oclif/'))
    .map(({way}) => `the library reaches oclif: ${way.join(' → ')}`);
}

/** Nothing pure reaches AWS, a command or Node's I/O, not even through others. */
function impurities(graph: ModuleGraph): string[] {
  const found: string[] = [];
  for (const path of graph.keys()) {
    if (!PURE.some((folder) => folder === folderOf(path))) continue;
    for (const {import: entry, way} of reached(graph, path)) {
      const folder = entry.target === undefined ? undefined : folderOf(entry.target);
      if (folder === 'aws' || folder === 'commands' || isOutside(entry.specifier)) {
        found.push(`${path}: reaches ${entry.specifier} (${[...way, entry.specifier].join(' → ')})`);
      }
    }
  }
  return found;
}

function isOutside(specifier: string): boolean {
  if (/^@(aws-sdk|smithy|oclif)\//.test(specifier)) return true;
  const name = specifier.replace(/^node:/, '');
  const isBuiltin = specifier.startsWith('node:') || builtinModules.includes(name);
  return isBuiltin && !HARMLESS.has(name.split('/')[0] as string);
}

/** Only src/aws knows the AWS SDK, as types or at run time. */
function strangers(graph: ModuleGraph): string[] {
  const found: string[] = [];
  for (const [path, imports] of graph) {
    if (folderOf(path) === 'aws') continue;
    for (const {specifier} of imports) {
      if (/^@(aws-sdk|smithy)\//.test(specifier)) found.push(`${path}: only src/aws imports the SDK (${specifier})`);
    }
  }
  return found;
}

function loops(graph: ModuleGraph): string[] {
  return cycles(graph).map((cycle) => `import cycle: ${cycle.join(' → ')}`);
}

/** Exported functions `render…` of a module and the type of their first parameter. */
export function renderers(path: string, text: string): {readonly name: string; readonly first: string | undefined}[] {
  return parse(path, text)
    .statements.filter(ts.isFunctionDeclaration)
    .filter((node) => node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword))
    .filter((node) => node.name?.text.startsWith('render'))
    .map((node) => ({name: node.name?.text as string, first: node.parameters[0]?.type?.getText()}));
}

/** Packages of the SDK whose service has another name in ARNs and IAM actions. */
const SERVICE_OF_CLIENT: {readonly [client: string]: string} = {
  'cloudwatch-logs': 'logs',
  'secrets-manager': 'secretsmanager',
};

/** Operations that a module can call by what it names of the SDK: `apprunner:DescribeService`; `ecr:*` for all. */
export function sdkOperations(graph: ModuleGraph): {readonly module: string; readonly operation: string}[] {
  const found: {module: string; operation: string}[] = [];
  for (const [module, imports] of graph) {
    for (const {specifier, names, typeOnly} of imports) {
      if (typeOnly || !specifier.startsWith('@aws-sdk/client-')) continue;
      const client = specifier.slice('@aws-sdk/client-'.length);
      const service = SERVICE_OF_CLIENT[client] ?? client;
      for (const name of names) {
        const operation = operationOf(name);
        if (operation !== undefined) found.push({module, operation: `${service}:${operation}`});
      }
    }
  }
  return found;
}

function operationOf(name: string): string | undefined {
  if (name === '*') return '*';
  const match = /^(?:paginate|waitUntil)(\w+)$/.exec(name) ?? /^(\w+)Command$/.exec(name);
  return match?.[1];
}

/** What only reads. Everything else writes, or might. */
export function reads(operation: string): boolean {
  return /^(Describe|List|Get|BatchGet|Filter|Lookup|Simulate)[A-Z]/.test(operation) || ALSO_READS.has(operation);
}

/** Start and stop a query or a tail of log events: they make nothing that stays. */
const ALSO_READS = new Set(['StartQuery', 'StopQuery', 'StartLiveTail']);
