import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {shellBlocks} from '../scripts/readme.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('README', () => {
  it('begins with two shell blocks of one npm line each', () => {
    const [first, second] = shellBlocks(readme);
    expect(first).toHaveLength(1);
    expect(second).toHaveLength(1);
    expect(first?.[0]).toMatch(/^npm \S/);
    expect(second?.[0]).toMatch(/^npm \S.*npm test$/);
  });

  it('runs only scripts that exist', () => {
    const {scripts} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: {[name: string]: string};
    };
    const named = shellBlocks(readme)
      .flat()
      .flatMap((line) => [...line.matchAll(/npm run (?:--\S+ )*([\w:-]+)/g)].map(([, name]) => name as string));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe('shellBlocks', () => {
  it('takes sh blocks only, in order, with all their lines', () => {
    expect(shellBlocks('```sh\na\n```\ntext\n```ts\nb\n```\n```sh\nc\nd\n```\n')).toEqual([['a'], ['c', 'd']]);
  });
});

describe('links between pages', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...markdownIn('docs')];

  it('lead to files that exist', () => {
    const dead = pages.flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target as string)
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(dead).toEqual([]);
  });
});

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}
