import {dirname, resolve} from 'node:path';
import {isMap, isScalar, LineCounter, type Node, type Pair, parseDocument, type YAMLMap} from 'yaml';
import {closest} from '../closest.js';
import {neravaContract} from '../contract/nerava.js';
import {usageError} from '../errors.js';
import type {FileConfig} from './file-model.js';

const TEXT_KEYS = ['service', 'region', 'profile', 'repository', 'contract'] as const;
const KEYS = [...TEXT_KEYS, 'rules'] as const;
const GRADES = ['off', 'info', 'warning', 'error'] as const;

/**
 * A configuration file's text, JSON or YAML.
 *
 * @param source its path, the key under which the configuration stands (`package.json`), else null, and the ids of the
 * rules there are, where they are known
 * @throws DiagError (exit 2) that names line, column and key
 */
export function parseConfig(text: string, source: ConfigSource): FileConfig {
  const lines = new LineCounter();
  const isJson = source.path.endsWith('.json');
  const fail = (message: string, offset: number | undefined, hint: string): never => {
    const at = offset === undefined ? undefined : lines.linePos(offset);
    const place = at === undefined ? source.path : `${source.path}:${at.line}:${at.col}`;
    throw usageError(`${place}: ${message}.`, [hint]);
  };

  // JSON is read as YAML too, for the positions; `schema: json` keeps `yes` and `0x10` from being read as more.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    ...(isJson && {schema: 'json' as const}),
  });
  const [problem] = document.errors;
  if (problem !== undefined) fail(problem.message.replace(/\.$/, ''), problem.pos[0], 'Correct the file there.');

  const outer = document.contents;
  if (outer === null && source.key === null) return {};
  const root = source.key === null ? outer : isMap(outer) ? outer.get(source.key, true) : undefined;
  if (!isMap(root)) {
    return fail('a mapping of settings is expected', offsetOf(root ?? outer), `Keys: ${KEYS.join(', ')}.`);
  }

  const config: {-readonly [K in keyof FileConfig]: FileConfig[K]} = {};
  for (const {key, offset, value} of entries(root)) {
    if (key === 'rules') config.rules = rules(value, fail, source.ruleIds);
    else if (isTextKey(key)) {
      const found = isScalar(value) ? value.value : undefined;
      if (typeof found !== 'string' || found.trim() === '')
        return fail(`"${key}" must be a non-empty text`, offsetOf(value) ?? offset, `Write ${key}: some-text.`);
      // The built-in contract is named, not read.
      const isPath = key === 'contract' && found !== neravaContract.name;
      config[key] = isPath ? resolve(dirname(source.path), found) : found;
    } else {
      const near = KEYS.find((known) => known.startsWith(key.slice(0, 3).toLowerCase()));
      fail(`"${key}" is no known key`, offset, `${near ? `Did you mean "${near}"? ` : ''}Known: ${KEYS.join(', ')}.`);
    }
  }
  return config;
}

export interface ConfigSource {
  readonly path: string;
  readonly key: string | null;
  readonly ruleIds?: readonly string[] | undefined;
}

type Fail = (message: string, offset: number | undefined, hint: string) => never;

function rules(node: unknown, fail: Fail, ids: readonly string[] | undefined): NonNullable<FileConfig['rules']> {
  if (!isMap(node))
    return fail('"rules" must map rule ids to a grade', offsetOf(node), 'Write rules: {some-rule: off}.');
  const graded: {[rule: string]: (typeof GRADES)[number]} = {};
  for (const {key, offset, value} of entries(node)) {
    if (ids !== undefined && !ids.includes(key)) {
      const near = closest(key, ids);
      return fail(
        `"rules.${key}" is no known rule`,
        offset,
        `${near === undefined ? '' : `Did you mean "${near}"? `}Every id: nerava-diag explain`,
      );
    }
    const found = isScalar(value) ? value.value : undefined;
    // YAML 1.1 readers take a bare `off` for false; so may editors that rewrite files.
    const grade = GRADES.find((known) => known === found || (known === 'off' && found === false));
    if (grade === undefined)
      return fail(`"rules.${key}" is no known grade`, offsetOf(value) ?? offset, `Grades: ${GRADES.join(', ')}.`);
    graded[key] = grade;
  }
  return graded;
}

function entries(map: YAMLMap): {key: string; offset: number | undefined; value: unknown}[] {
  return map.items.map((pair: Pair) => ({
    key: isScalar(pair.key) ? String(pair.key.value) : '',
    offset: offsetOf(pair.key),
    value: pair.value,
  }));
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function isTextKey(key: string): key is (typeof TEXT_KEYS)[number] {
  return (TEXT_KEYS as readonly string[]).includes(key);
}
