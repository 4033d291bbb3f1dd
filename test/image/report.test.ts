import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {compareImages} from '../../src/app/compare-images.js';
import type {ImageComparison} from '../../src/image/comparison.js';
import {renderHtml} from '../../src/image/report/html.js';
import {renderJson} from '../../src/image/report/json.js';
import {renderMarkdown} from '../../src/image/report/markdown.js';
import {renderText} from '../../src/image/report/text.js';
import {wholeText} from '../../src/terminal/stdout.js';
import {displayWidth} from '../../src/terminal/width.js';
import {type TestImage, writeOciLayout} from './support/images.js';

const HOSTILE = 'app/\u001b[31mred<script>alert(1)</script>|\u202e.py';
const image = (content: string, more: string): TestImage => ({
  layers: [
    {createdBy: 'ADD base /', items: [{path: 'base', content: 'base'}]},
    {
      createdBy: `|1 TOKEN=canary-build-arg /bin/sh -c make ${more} # buildkit`,
      items: [
        {path: HOSTILE, content},
        {path: 'app/.git/HEAD', content},
      ],
    },
  ],
  config: {
    Env: [`API_KEY=canary-${more}-value`],
    Cmd: ['run', `--key=canary-${more}-value`],
    WorkingDir: '/app',
    Labels: {'<b>': more},
  },
  emptyLines: [`/bin/sh -c #(nop)  ENV API_KEY=canary-${more}-value`],
});

const jsonOf = (comparison: ImageComparison) => wholeText(renderJson(comparison));

describe('formats', () => {
  let directory: string;
  let comparison: ImageComparison;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'report-'));
    await writeOciLayout(directory, {v24: image('print(1)\n', 'one'), v32: image('print(2)\n', 'two')});
    comparison = await compareImages(`oci:${directory}:v24`, `oci:${directory}:v32`, {files: {paths: ['**/*.py']}});
  });
  afterAll(() => rm(directory, {recursive: true, force: true}));

  const formats: readonly [string, (comparison: ImageComparison) => string][] = [
    ['text', renderText],
    ['json', jsonOf],
    ['markdown', renderMarkdown],
    ['html', renderHtml],
  ];

  it('tells of a command whose difference is masked', () => {
    expect(comparison.config.changed.find(({field}) => field === 'Cmd')).toEqual({
      field: 'Cmd',
      change: 'changed',
      a: '["run","--key=***"]',
      b: '["run","--key=***"] (differs in what is masked)',
    });
  });

  it.each(formats)('%s holds no secret and nothing that acts on a screen', (_, render) => {
    const out = render(comparison);
    expect(out).not.toContain('canary');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    expect(out).toContain('make two');
  });

  it.each(formats.filter(([name]) => name !== 'json'))('%s says what the others say', (_, render) => {
    const out = render(comparison);
    for (const words of [
      'Looks like build context or leftovers',
      'A and B: app/.git',
      'differs in what is masked',
      'the packed digest was checked',
      'size and CRC-32 agree',
      '1 shared layer not read',
      'containerd store',
    ]) {
      expect(out).toContain(words);
    }
  });

  it.each(formats.filter(([name]) => name !== 'json'))('%s names a gap of both sides once', (_, render) => {
    const gap = {what: 'push time', why: 'denied', code: 'gap' as const};
    const out = render({
      ...comparison,
      problems: [
        {side: 'a', ...gap},
        {side: 'b', ...gap},
      ],
    });
    expect(out).toContain('A and B: push time: denied');
    expect(out.split('push time: denied')).toHaveLength(2);
  });

  it('Markdown lets no line of a file end the block that it stands in', () => {
    const diff = {path: 'notes.md', text: '--- a/notes.md\n+++ b/notes.md\n@@ -1,2 +1,2 @@\n `````\n-<b>\n+<i>'};
    const {files} = comparison;
    if (files === undefined) throw new Error('no files were compared');
    const lines = renderMarkdown({...comparison, files: {...files, diffs: [diff]}}).split('\n');
    const opens = lines.indexOf('``````diff');
    expect(opens).toBeGreaterThan(0);
    expect(lines.slice(opens + 1, lines.indexOf('``````')).join('\n')).toBe(diff.text);
  });

  it('text and JSON agree: the diff and the change stand in both', () => {
    expect(renderText(comparison)).toContain('+print(2)');
    expect((JSON.parse(jsonOf(comparison)) as ImageComparison).files?.changed).toHaveLength(2);
  });

  it('text without a screen breaks no digest and no path', () => {
    const digest = comparison.a.digest ?? '';
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const path = `${'very-long-folder/'.repeat(12)}entrypoint.sh`;
    const long = {...comparison, b: {...comparison.b, command: {entrypoint: [path], cmd: null}}};
    const lines = renderText(long).split('\n');
    expect(lines.filter((line) => line.includes(digest))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(path))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('  digest')).join()).toContain(comparison.b.digest);
  });

  it.each([56, 80, 100, 160])('text keeps its tables within %i columns, and loses nothing', (width) => {
    const out = renderText(
      {
        ...comparison,
        packages: {
          added: [{ecosystem: 'pip', name: `p${'a'.repeat(60)}`, a: null, b: `1.${'0'.repeat(40)}`}],
          removed: [],
          changed: [],
          unknown: [],
        },
      },
      {width},
    );
    const sections = new Map<string, string[]>();
    let current: string[] = [];
    for (const line of out.split('\n')) {
      if (!/^\S/.test(line)) {
        current.push(line);
        continue;
      }
      current = [];
      sections.set(line.split(' (')[0] ?? '', current);
    }
    for (const title of ['Images', 'Config', 'Layers', 'History', 'Packages']) {
      const lines = sections.get(title) ?? [];
      expect(lines.length, title).toBeGreaterThan(1);
      expect(Math.max(...lines.map(displayWidth)), title).toBeLessThanOrEqual(width);
    }
    const listed = (sections.get('Packages') ?? []).join('').replaceAll('package', '');
    expect([listed.match(/a/g)?.length, listed.match(/0/g)?.length]).toEqual([60, 40]);
  });

  it('html escapes names, runs no script, fetches nothing, and draws layers to scale', () => {
    const html = renderHtml(comparison);
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/(?:src|href)=/);
    const heights = [...html.matchAll(/<rect x="0" y="[\d.]+" width="300" height="([\d.]+)"/g)].map((found) =>
      Number(found[1]),
    );
    const packed = comparison.layers.map((row) => row.a!.packedBytes);
    expect(heights[0]! / heights[1]!).toBeCloseTo(packed[0]! / packed[1]!, 1);
  });

  it('is the same for the same comparison', () => {
    for (const [, render] of formats) expect(render(comparison)).toBe(render(comparison));
  });
});
