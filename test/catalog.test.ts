import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {exportName, idsIn, KINDS} from '../scripts/generators/catalog.mjs';
import {CAUSES} from '../src/causes/index.js';
import {RULES} from '../src/rules/index.js';
import {CANONICAL_CAUSES, NOT_YET} from './support/canonical-causes.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Rules that no cause leans on, and why they are worth their place. */
const STANDALONE: {readonly [rule: string]: string} = {
  'contract-file-changed': 'evidence for the hypothesis that the validation changed',
  'contract-files-same': 'evidence against the hypothesis that the validation changed',
  'exited-after-deployment': 'evidence against the word healthy; hours later no line tells why',
  'failed-before': 'the service is well; what failed before it must not go unsaid',
  'good-version-runs-violated': 'evidence for the hypothesis that the validation changed',
  'unattributed-streams': 'says which lines of the log were used for nothing, and why',
  'history-names-contract-file': 'evidence for the hypothesis that the validation changed',
};

const HEADINGS = ['Explanation', 'Why it happens', 'Confused with', 'How to fix', 'Sources'];

describe.each(KINDS)('%s', (kind) => {
  const ids = idsIn(root, `src/${kind}`, '.ts');

  it('are slugs', () => {
    expect(ids.filter((id) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('each have a source file, a test and a page of the same name', () => {
    expect(idsIn(root, `test/${kind}`, '.test.ts')).toEqual(ids);
    expect(idsIn(root, `docs/${kind}`, '.md')).toEqual(ids);
  });

  it('say their own id and are in the registry, by id', () => {
    const registered: readonly {id: string}[] = kind === 'rules' ? RULES : CAUSES;
    expect(registered.map(({id}) => id)).toEqual(ids);
  });

  it('have pages of one form: title, one sentence, the same headings in the same order', () => {
    expect(idsIn(root, `docs/${kind}`, '.md').flatMap((id) => faults(kind, id))).toEqual([]);
  });
});

function faults(kind: string, id: string): string[] {
  const page = `docs/${kind}/${id}.md`;
  const text = readFileSync(`${root}/${page}`, 'utf8');
  const found: string[] = [];
  const [title, blank, sentence, after] = text.split('\n');
  if (title !== `# ${id}`) found.push(`${page}: the title is not "# ${id}"`);
  if (blank !== '' || !/^[^#].*[.]$/.test(sentence ?? '') || after !== '') {
    found.push(`${page}: the title is not followed by one sentence on a line of its own`);
  }
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  if (headings.join() !== HEADINGS.join()) found.push(`${page}: headings are ${headings.join(', ')}`);
  for (const section of text.split(/^## /m).slice(1)) {
    const [heading, ...body] = section.split('\n');
    if (body.join('').trim() === '') found.push(`${page}: nothing under ${heading}`);
  }
  if (/TODO|FIXME/.test(text)) found.push(`${page}: not finished`);
  return found;
}

describe('causes and rules together', () => {
  const rules = new Set(RULES.map(({id}) => id));
  const named = (cause: (typeof CAUSES)[number]) => [
    ...[...cause.supports, ...cause.refutes, ...(cause.against ?? [])].map(({rule}) => rule),
    ...[...cause.supports, ...cause.refutes, ...(cause.against ?? [])].flatMap(({with: beside}) =>
      beside === undefined ? [] : [typeof beside === 'string' ? beside : beside.rule],
    ),
  ];
  const used = new Set(CAUSES.flatMap(named));

  it('name only rules that exist', () => {
    expect(
      CAUSES.flatMap((cause) =>
        named(cause)
          .filter((rule) => !rules.has(rule))
          .map((rule) => `${cause.id}: ${rule}`),
      ),
    ).toEqual([]);
  });

  it('leave no rule unused but those that stand alone on purpose', () => {
    expect([...rules].filter((rule) => !used.has(rule)).sort()).toEqual(Object.keys(STANDALONE).sort());
  });

  it('cover the promised causes, and no other', () => {
    expect(new Set(CANONICAL_CAUSES).size).toBe(CANONICAL_CAUSES.length);
    const present = CAUSES.map(({id}) => id);
    expect([...present, ...NOT_YET].sort()).toEqual([...CANONICAL_CAUSES].sort());
  });

  it('name exports after ids', () => {
    expect(exportName('wrong-port-2')).toBe('wrongPort2');
  });
});
