import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {render} from '../../src/report/render.js';
import {HOSTILE, hostileReports, poison} from './hostile.js';
import {emptyReport, sampleReport} from './sample-report.js';

const OURS = /<!-- -->|<\/?details>|<\/?summary>/g;

/** The document without its fenced blocks, by the rules of CommonMark; throws when a fence is left open. */
function outsideFences(markdown: string): string[] {
  const kept: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const run = /^ *(`{3,})(.*)$/.exec(line);
    if (fence === undefined && run !== null && !run[2]!.includes('`')) fence = run[1];
    else if (fence === undefined) kept.push(line);
    else if (run !== null && run[1]!.length >= fence.length && run[2]!.trim() === '') fence = undefined;
  }
  if (fence !== undefined) throw new Error('a fence is left open');
  return kept;
}

/** The document's prose: neither fenced blocks nor code spans. */
function proseOf(markdown: string): string[] {
  return outsideFences(markdown).map((line) => line.replace(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, ''));
}

test('the sample report', async () => {
  await expect(await render(sampleReport, 'markdown')).toMatchFileSnapshot('__snapshots__/sample.md');
});

test('a report without content has its verdict and no empty part', async () => {
  const markdown = await render(emptyReport, 'markdown');
  expect(markdown).toMatch(/^# \[HEALTHY] Nothing wrong was found\.\n/);
  expect(markdown).not.toMatch(/^## |<details>|null|undefined/m);
});

test('commands stand in fences, as they are', async () => {
  const lines = (await render(sampleReport, 'markdown')).split('\n').map((line) => line.trim());
  for (const {command} of sampleReport.actions) if (command !== undefined) expect(lines).toContain(command);
});

test('names of variables stay readable in the source', async () => {
  expect(await render(sampleReport, 'markdown')).toContain('REDIS_URL and TOKEN_ENCRYPTION_KEY are not set');
});

function expectInert(markdown: string): void {
  for (const line of proseOf(markdown)) {
    const prose = line.replace(OURS, ' ');
    expect(prose, 'no HTML').not.toMatch(/</);
    expect(prose, 'no link, no image').not.toMatch(/(?<!\\)\]\(/);
    expect(prose, 'no mention').not.toMatch(/@(?=\w)/);
    expect(prose, 'no address').not.toMatch(/https?:\/\//);
  }
}

test.each(HOSTILE.map((hostile) => [JSON.stringify(hostile).slice(0, 40), hostile]))(
  'hostile text stays text: %s',
  async (_, hostile) => {
    expectInert(await render(poison(sampleReport, [hostile]), 'markdown'));
  },
);

test('any hostile report stays text, and keeps its parts', async () => {
  const headings = (markdown: string) => outsideFences(markdown).filter((line) => /^#{2} /.test(line));
  const expected = headings(await render(sampleReport, 'markdown'));
  await fc.assert(
    fc.asyncProperty(hostileReports(sampleReport), async (report) => {
      const markdown = await render(report, 'markdown');
      expectInert(markdown);
      expect(headings(markdown)).toEqual(expected);
      expect(markdown).toMatch(/^(?:\n|[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF])*$/u);
    }),
    {numRuns: 40},
  );
});
