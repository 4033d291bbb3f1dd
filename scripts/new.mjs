// Scaffolds a rule or a cause: `npm run new:rule <id>`, `npm run new:cause <id>`. Source, test and page, then the
// registries. What it writes does not pass the tests until it is filled in.
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {updateRegistries} from './generate.mjs';
import {exportName, KINDS} from './generators/catalog.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [kind, id] = process.argv.slice(2);
if (!KINDS.includes(kind) || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id ?? '')) {
  console.error('usage: npm run new:rule <id> | npm run new:cause <id>, where an id is lower-case words with dashes');
  process.exit(2);
}

const name = exportName(id);
const SOURCE = {
  rules: `import {defineRule} from '../engine/rule.js';

export const ${name} = defineRule({
  id: '${id}',
  title: 'TODO what it states, as a short sentence',
  phase: 'start',
  severity: 'error',
  needs: ['app-records'],
  check: ({'app-records': records}) =>
    records
      .filter(({text}) => text.includes('TODO'))
      .map((record) => ({
        at: [{evidence: 'application-log', path: \`events[\${record.first}]\`, stream: record.stream, excerpt: record.text}],
      })),
  message: () => 'TODO the finding in one sentence, without values of variables',
});
`,
  causes: `import {defineCause} from '../engine/cause.js';

export const ${name} = defineCause({
  id: '${id}',
  title: 'TODO a short sentence that can stand in a headline',
  phases: ['start'],
  supports: [{rule: 'TODO', strength: 'direct'}],
  refutes: [],
  needs: ['application-log'],
  fix: () => [{text: 'TODO', kind: 'read', horizon: 'immediate'}],
});
`,
};

const TEST = `import {describe, expect, it} from 'vitest';
import {${name}} from '../../src/${kind}/${id}.js';

describe('${id}', () => {
  it('has a test that can fail', () => {
    expect(${name}.title).not.toContain('TODO');
  });
});
`;

const PAGE = `# ${id}

TODO one sentence.

## Explanation

## Why it happens

## Confused with

## How to fix

## Sources
`;

const files = {
  [`src/${kind}/${id}.ts`]: SOURCE[kind],
  [`test/${kind}/${id}.test.ts`]: TEST,
  [`docs/${kind}/${id}.md`]: PAGE,
};
const existing = Object.keys(files).filter((path) => existsSync(join(root, path)));
if (existing.length > 0) {
  console.error(`already there: ${existing.join(', ')}`);
  process.exit(1);
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), {recursive: true});
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}
console.log(`wrote ${(await updateRegistries()).join(', ')}`);
