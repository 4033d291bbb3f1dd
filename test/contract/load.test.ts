import {describe, expect, it} from 'vitest';
import {loadContract, toYaml} from '../../src/contract/load.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {predictStartup} from '../../src/contract/predict.js';
import {DiagError} from '../../src/errors.js';
import {vectors} from './vectors.js';

const small = `
name: orders-api
title: Orders API
settings:
  node-env: {variables: [NODE_ENV], default: development}
gates:
  - id: production
    title: Production
    condition: {setting: node-env, equals: production}
checks:
  - id: database
    title: Database
    when: {gate: production}
    fails:
      - if: {variable: DATABASE_URL, empty: true}
        message: DATABASE_URL is not set
        fix: Set it.
    passes: DATABASE_URL is set
`;

function complaint(text: string): DiagError {
  try {
    loadContract(text, 'contract.yaml');
  } catch (error) {
    if (error instanceof DiagError) return error;
    throw error;
  }
  throw new Error('the contract was accepted');
}

/** The small contract with one text replaced. */
function but(before: string, after: string): string {
  if (!small.includes(before)) throw new Error(`no such text: ${before}`);
  return small.replace(before, after);
}

describe('the built-in contract in YAML', () => {
  const text = toYaml(neravaContract);
  const loaded = loadContract(text, 'nerava.yaml');

  it('is the same contract', () => {
    expect(loaded).toEqual(neravaContract);
    expect(toYaml(loaded)).toBe(text);
  });

  it('predicts the 400 runs in the same words', () => {
    for (const {env} of vectors) expect(predictStartup(env, {contract: loaded})).toEqual(predictStartup(env));
  });
});

describe('a small contract', () => {
  it('may leave out what it does not need', () => {
    expect(loadContract(small, 'contract.yaml')).toMatchObject({
      name: 'orders-api',
      outcomes: {},
      ladder: [],
      appliesTo: {commands: [], files: []},
    });
  });
});

describe('a wrong contract', () => {
  it.each([
    ['an unknown key', but('passes:', 'passed:'), 'passed:', '"checks[0]" has the unknown key "passed"', '"passes"'],
    ['a missing key', but('    title: Database\n', ''), 'id: database', 'lacks the key "title"', 'observedName'],
    [
      'an unknown setting',
      but('g: node-env, eq', 'g: nod-env, eq'),
      'nod-env',
      'is no setting: "nod-env"',
      '"node-env"',
    ],
    ['an unknown gate', but('gate: production', 'gate: prodution'), 'prodution', 'is no earlier gate', '"production"'],
    [
      'two predicates',
      but('empty: true}', 'empty: true, set: false}'),
      '{variable',
      'asks 2 things: set, empty',
      'all',
    ],
    ['no predicate', but(', empty: true}', '}'), '{variable', 'asks nothing', 'startsWith'],
    ['two subjects', but('{variable: D', '{setting: node-env, variable: D'), '{setting', 'either a setting or', 'NAME'],
    [
      'a mixed condition',
      but('{gate: p', '{not: {gate: production}, gate: p'),
      '{not',
      'other keys beside "not"',
      'all',
    ],
    ['text for a boolean', but('empty: true', 'empty: "yes"'), '"yes"', 'must be true or false, not text', 'quotes'],
    ['a boolean for text', but('equals: production', 'equals: true'), 'true}', 'must be text, not a boolean', 'quotes'],
    ['a name that is no id', but('id: database', 'id: Data Base'), 'Data Base', 'is no id: "Data Base"', 'hyphens'],
    [
      'a name that is no variable',
      but('[NODE_ENV]', '[NODE-ENV]'),
      'NODE-ENV',
      'is no name of a variable',
      'underscores',
    ],
    [
      'an unknown type',
      `${small}parses: [{type: int, variables: [PORT]}]\n`,
      'int,',
      'is no type: "int"',
      'python-int',
    ],
    ['a back-reference', but('empty: true', "matches: '(a+)\\1'"), "'(a+)", 'is no usable pattern', 'groups'],
    ['broken YAML', but('title: Orders API', 'title: [Orders'), 'settings:', 'Flow', 'YAML'],
    ['a key twice', `${small}name: again\n`, 'name: again', 'unique', 'YAML'],
    ['an alias to nothing', but('equals: production', 'equals: *nothing'), '*nothing', 'nothing', ''],
    ['a list', '- a\n- b\n', '- a', 'must be a mapping, not a list', 'key: value'],
    ['nothing', '', '', 'must be a mapping, not nothing', ''],
    ['neither checks nor parses', 'name: a\ntitle: b\n', 'name: a', 'neither checks nor parses', 'checks'],
    [
      'an id twice',
      `${small}${small.slice(small.indexOf('  - id: database'))}`,
      'id: database',
      'of an earlier one',
      '',
    ],
    ['a relative path', `${small}files: [{path: app.js, why: it}]\n`, 'app.js', 'absolute path', '"/"'],
    [
      'a gate of itself',
      but('{setting: node-env, equals: production}', '{gate: production}'),
      'production}',
      'is no earlier gate',
      'none',
    ],
  ])('%s', (_name, text, at, message, hint) => {
    const error = complaint(text);
    expect(error.exitCode).toBe(2);
    const [, line, column] = /^contract\.yaml:(\d+):(\d+): /.exec(error.message) ?? [];
    expect((text.split('\n')[Number(line) - 1] ?? '').slice(Number(column) - 1)).toMatch(
      at === '' ? /^$/ : startsWith(at),
    );
    expect(error.message).toContain(message);
    expect(error.suggestions.join(' ')).toContain(hint);
  });

  it('does not follow aliases without end', () => {
    const levels = Array.from({length: 9}, (_, n) => `  l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`);
    const bomb = but('{variable: DATABASE_URL, empty: true}', '{all: *l9}');
    const anchors = `settings:\n  l0: &l0 [{variable: A, set: true}]\n${levels.join('\n')}\n`;
    expect(complaint(bomb.replace('settings:\n', anchors)).exitCode).toBe(2);

    const wide = Array.from({length: 9}, (_, n) => {
      const inner = n === 0 ? '{variable: A, set: true}' : `*c${n - 1}`;
      return `{all: [${Array(9).fill(inner).join(', ')}]}`;
    });
    const nested = wide.reduce(
      (text, level, n) =>
        text.replace('if: {variable', `if: &c${n} ${level}\n        message: m\n        fix: f\n      - if: {variable`),
      small,
    );
    expect(complaint(nested).message).toContain('aliases');
    expect(complaint(but('{variable: DATABASE_URL, empty: true}', '&a {not: *a}')).exitCode).toBe(2);
  });

  it('is refused when it is larger than any contract', () => {
    expect(complaint(`${small}# ${'x'.repeat(600_000)}`).message).toContain('larger');
  });
});

function startsWith(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}
