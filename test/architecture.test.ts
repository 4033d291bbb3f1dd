import {describe, expect, it} from 'vitest';
import {AWS_OPERATIONS} from '../src/aws/operations.js';
import {reads, renderers, sdkOperations, violations} from './support/architecture.js';
import {graphOf, readModules} from './support/module-graph.js';

const root = new URL('..', import.meta.url).pathname;
const modules = readModules(root, 'src');
const graph = graphOf(modules);

describe('the source', () => {
  it('keeps the boundaries of the architecture', () => {
    expect(modules.size).toBeGreaterThan(10);
    expect(violations(graph)).toEqual([]);
  });

  it('resolves every relative import', () => {
    const dangling = [...graph].flatMap(([path, imports]) =>
      imports
        .filter(({target}) => target?.startsWith('src/') && target.endsWith('.ts') && !modules.has(target))
        .map(({specifier}) => `${path}: ${specifier}`),
    );
    expect(dangling).toEqual([]);
  });

  it('gives renderers the report and nothing else of the evidence', () => {
    const all = [...modules]
      .filter(([path]) => path.startsWith('src/report/'))
      .flatMap(([path, text]) => renderers(path, text).map((renderer) => ({path, ...renderer})));
    expect(all.filter(({first}) => first !== 'Report')).toEqual([]);
  });
});

describe('AWS operations', () => {
  const listed = AWS_OPERATIONS.map(({id}) => id as string);
  const named = sdkOperations(graph);

  it('in the list only read', () => {
    expect(AWS_OPERATIONS.filter(({operation}) => !reads(operation))).toEqual([]);
    expect(AWS_OPERATIONS.filter(({iamAction}) => !/^[a-z0-9]+:[A-Z]\w+$/.test(iamAction))).toEqual([]);
  });

  it('that the source can call are exactly those in the list', () => {
    expect(named.filter(({operation}) => !listed.includes(operation))).toEqual([]);
    expect(listed.filter((id) => !named.some(({operation}) => operation === id))).toEqual([]);
  });
});

/** The checkers themselves: each must find what it is there for. */
describe('the checkers', () => {
  const check = (files: {[path: string]: string}) => violations(graphOf(new Map(Object.entries(files))));

  it.each([
    [
      'an engine that imports aws',
      {'src/engine/a.ts': "import {b} from '../aws/b.js';", 'src/aws/b.ts': ''},
      'engine imports aws',
    ],
    [
      'a rule that reads files',
      {'src/rules/a.ts': "import {readFile} from 'node:fs/promises';"},
      'reaches node:fs/promises',
    ],
    ['a builtin without its prefix', {'src/causes/a.ts': "import http from 'http';"}, 'reaches http'],
    [
      'a rule that reads files through another module',
      {
        'src/rules/a.ts': "import {b} from '../logs/b.js';",
        'src/logs/b.ts': "export {b} from './c.js';",
        'src/logs/c.ts': "import 'node:net';",
      },
      'src/rules/a.ts → src/logs/b.ts → src/logs/c.ts → node:net',
    ],
    [
      'a dynamic import',
      {'src/report/a.ts': "export const a = async () => import('node:child_process');"},
      'reaches node:child_process',
    ],
    [
      'the SDK outside of aws',
      {'src/evidence/a.ts': "import type {X} from '@aws-sdk/client-ecr';"},
      'only src/aws imports the SDK',
    ],
    ['oclif outside of commands', {'src/report/a.ts': "import {ux} from '@oclif/core';"}, 'only commands know oclif'],
    [
      'a report that asks a command',
      {'src/report/a.ts': "import {b} from '../commands/b.js';", 'src/commands/b.ts': ''},
      'report imports commands',
    ],
    [
      'a cycle',
      {'src/logs/a.ts': "import './b.js';", 'src/logs/b.ts': "import './a.js';"},
      'src/logs/a.ts → src/logs/b.ts → src/logs/a.ts',
    ],
    ['a folder nobody placed', {'src/misc/a.ts': ''}, 'the folder misc has no place'],
  ])('see %s', (_, files, expected) => {
    expect(check(files as unknown as {[path: string]: string}).join('\n')).toContain(expected);
  });

  it('let types pass', () => {
    expect(check({'src/report/a.ts': "import type {B} from '../evidence/b.js';", 'src/evidence/b.ts': ''})).toEqual([]);
  });

  it('let a harmless builtin pass', () => {
    expect(check({'src/engine/a.ts': "import {createHash} from 'node:crypto';"})).toEqual([]);
  });

  it('tell a renderer that takes more than a report', () => {
    const text =
      'export function renderText(report: Report): string {}\nexport function renderRaw(evidence: EvidenceSet) {}';
    expect(renderers('src/report/a.ts', text)).toEqual([
      {name: 'renderText', first: 'Report'},
      {name: 'renderRaw', first: 'EvidenceSet'},
    ]);
  });

  it('see every way to name a command of the SDK', () => {
    const text = `import {A, DeleteServiceCommand} from '@aws-sdk/client-apprunner';
      export {FilterLogEventsCommand} from '@aws-sdk/client-cloudwatch-logs';
      export * from '@aws-sdk/client-sts';
      const go = async () => {
        const {DescribeImagesCommand: D, paginateListImages} = await import('@aws-sdk/client-ecr');
        const all = await import('@aws-sdk/client-iam');
      };`;
    const found = sdkOperations(graphOf(new Map([['src/aws/a.ts', text]])));
    expect(found.map(({operation}) => operation)).toEqual([
      'apprunner:DeleteService',
      'logs:FilterLogEvents',
      'sts:*',
      'ecr:DescribeImages',
      'ecr:ListImages',
      'iam:*',
    ]);
  });

  it.each([
    'UpdateService',
    'DeleteService',
    'PutImage',
    'StartDeployment',
    'CreateLogGroup',
    'Get',
    'BatchDeleteImage',
    'AssumeRole',
  ])('know that %s is not a read', (operation) => expect(reads(operation)).toBe(false));
});
