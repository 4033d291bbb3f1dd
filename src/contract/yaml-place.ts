import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
} from 'yaml';
import {closest} from '../closest.js';
import {usageError} from '../errors.js';

/** Larger than any contract by far, and small enough that nothing hidden in aliases takes long. */
const MAX_TEXT = 512 * 1024;
const MAX_NODES = 50_000;
const MAX_DEPTH = 64;

/** A value in a YAML file that knows where it stands: every complaint names file, line, column and key. */
export interface Place {
  /** The way to it: `checks[2].fails[0].if`. */
  readonly path: string;
  /** @throws DiagError, exit 2 */
  fail(message: string, hint: string): never;
  text(): string;
  number(): number;
  boolean(): boolean;
  list(): readonly Place[];
  /** One of some names. */
  oneOf<const T extends string>(candidates: readonly T[], what: string): T;
  /** The name of an environment variable. */
  variable(): string;
  /** The entries of a mapping whose keys are names of the user's own. */
  entries(): readonly {readonly name: string; readonly key: Place; readonly value: Place}[];
  /** A mapping with these keys and no other. */
  fields<const K extends string>(known: readonly K[]): Fields<K>;
  is(kind: 'text' | 'number' | 'map'): boolean;
}

export interface Fields<K extends string> {
  has(key: K): boolean;
  /** @throws DiagError where the key is missing */
  need(key: K): Place;
  get(key: K): Place | undefined;
}

/** @throws DiagError (exit 2) where the text is no YAML mapping */
export function rootOf(text: string, file: string): Place {
  if (text.length > MAX_TEXT) {
    throw usageError(`${file}: the contract is larger than ${MAX_TEXT / 1024} KiB.`, ['Shorten it.']);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false});
  const complain = (offset: number | undefined, message: string, hint: string): never => {
    const at = offset === undefined ? undefined : lines.linePos(offset);
    const where = at === undefined ? file : `${file}:${at.line}:${at.col}`;
    throw usageError(`${where}: ${message}.`, [hint]);
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    return complain(problem.pos[0], problem.message.replace(/\.$/, ''), 'Correct the YAML there.');
  }
  let visited = 0;
  const place = (node: Node | null, path: string, depth: number, above: number | undefined): Place => {
    visited += 1;
    const offset = node?.range?.[0] ?? above;
    const fail = (message: string, hint: string): never => complain(offset, named(path, message), hint);
    if (visited > MAX_NODES || depth > MAX_DEPTH) {
      return fail('is too large or too deep once its aliases are followed', 'Use fewer aliases.');
    }
    return makePlace(resolved(document, node), path, fail, (child, step) => place(child, step, depth + 1, offset));
  };
  return place(document.contents as ParsedNode | null, '', 0, 0);
}

function makePlace(
  node: Node | null,
  path: string,
  fail: (message: string, hint: string) => never,
  child: (node: Node | null, path: string) => Place,
): Place {
  const scalar = (type: 'string' | 'number' | 'boolean', hint: string) => {
    const value: unknown = isScalar(node) ? node.value : undefined;
    return typeof value === type ? value : fail(`must be ${WORDS[type]}, not ${kindOf(node)}`, hint);
  };
  const entries = () => {
    if (!isMap(node)) return fail(`must be a mapping, not ${kindOf(node)}`, 'Write "key: value" lines under it.');
    return node.items.map((pair) => {
      const key = child(pair.key as Node | null, path);
      const name = isScalar(pair.key) && typeof pair.key.value === 'string' ? pair.key.value : undefined;
      if (name === undefined) return key.fail('has a key that is not text', 'Put the key in quotes.');
      return {name, key, value: child(pair.value as Node | null, path === '' ? name : `${path}.${name}`)};
    });
  };
  return {
    path,
    fail,
    text: () => scalar('string', 'Put the value in quotes to make it text.') as string,
    number: () => scalar('number', 'Write a number without quotes.') as number,
    boolean: () => scalar('boolean', 'Write true or false, without quotes.') as boolean,
    list: () => {
      if (!isSeq(node)) return fail(`must be a list, not ${kindOf(node)}`, 'Write it as [a, b] or as "- a" lines.');
      return node.items.map((item, index) => child(item as Node | null, `${path}[${index}]`));
    },
    oneOf: (candidates, what) => {
      const text = scalar('string', 'Put the value in quotes to make it text.') as string;
      const found = candidates.find((candidate) => candidate === text);
      if (found !== undefined) return found;
      const near = closest(text, candidates);
      return fail(
        `is no ${what}: ${JSON.stringify(text)}`,
        `${near === undefined ? '' : `Did you mean "${near}"? `}Allowed: ${candidates.length === 0 ? 'none, for none is defined' : candidates.join(', ')}.`,
      );
    },
    variable: () => {
      const text = scalar('string', 'Put the value in quotes to make it text.') as string;
      if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return text;
      return fail(
        `is no name of a variable: ${JSON.stringify(text)}`,
        'A name has letters, digits and underscores, and does not begin with a digit.',
      );
    },
    entries,
    fields: (known) => {
      const found = new Map<string, Place>();
      for (const {name, key, value} of entries()) {
        if (!known.some((candidate) => candidate === name)) {
          const near = closest(name, known);
          key.fail(
            `has the unknown key ${JSON.stringify(name)}`,
            `${near === undefined ? '' : `Did you mean "${near}"? `}Allowed: ${known.join(', ')}.`,
          );
        }
        found.set(name, value);
      }
      return {
        has: (key) => found.has(key),
        get: (key) => found.get(key),
        need: (key) => found.get(key) ?? fail(`lacks the key "${key}"`, `Add it. Allowed here: ${known.join(', ')}.`),
      };
    },
    is: (kind) => {
      if (kind === 'map') return isMap(node);
      return isScalar(node) && typeof node.value === (kind === 'text' ? 'string' : 'number');
    },
  };
}

const WORDS = {string: 'text', number: 'a number', boolean: 'true or false'} as const;

function resolved(document: Document, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

function kindOf(node: Node | null): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null) return 'nothing';
  return typeof node.value === 'string' ? 'text' : `a ${typeof node.value}`;
}

function named(path: string, message: string): string {
  return path === '' ? `the contract ${message}` : `"${path}" ${message}`;
}
