import {createHash} from 'node:crypto';
import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {STYLE, STYLE_HASH} from '../../src/report/html/style.js';
import {render} from '../../src/report/render.js';
import {HOSTILE, hostileReports, poison} from './hostile.js';
import {emptyReport, sampleReport} from './sample-report.js';

/** Start tags with their attributes' names, in order. */
function tags(html: string): string[] {
  return [...html.matchAll(/<([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, name, attributes]) => `${name} ${[...attributes!.matchAll(/([\w:-]+)=/g)].map(([, n]) => n).join(' ')}`,
  );
}

/** Everything that is no tag, no doctype and no style sheet. */
function textOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace('<!DOCTYPE html>', '')
    .replace(/<\/?[a-zA-Z][\w-]*(?:\s+[\w:-]+(?:="[^"]*")?)*\s*\/?>/g, '');
}

test('the sample report', async () => {
  await expect(await render(sampleReport, 'html')).toMatchFileSnapshot('__snapshots__/sample.html');
});

test('the policy allows the style sheet and nothing else', async () => {
  const hash = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
  expect(STYLE_HASH, 'the style sheet has changed: set STYLE_HASH to this').toBe(hash);
  const html = await render(sampleReport, 'html');
  expect(html).toContain(`default-src &#39;none&#39;; style-src &#39;${hash}&#39;`);
  expect(html).toContain(`<style>${STYLE}</style>`);
});

test('nothing runs, nothing is loaded, nothing is styled in place', async () => {
  for (const report of [sampleReport, emptyReport, poison(sampleReport, HOSTILE)]) {
    const html = await render(report, 'html');
    for (const tag of tags(html)) {
      expect(tag).not.toMatch(/^(script|iframe|object|embed|img|link|form|base|input|button) /);
      expect(tag).not.toMatch(/ (on\w+|style|src|srcset|formaction)\b/);
    }
  }
});

test('every part that has content is there, and no other', async () => {
  const html = await render(sampleReport, 'html');
  const ids = [...html.matchAll(/<section id="([^"]+)">/g)].map(([, id]) => id);
  expect(ids).toEqual([
    'phases',
    'causes',
    'ruled-out',
    'unjudged',
    'actions',
    'startup',
    'hypotheses',
    'changes',
    'images',
    'timeline',
    'findings',
    'questions',
    'files',
    'gaps',
    'masked',
  ]);
  expect(await render(emptyReport, 'html')).not.toMatch(/<section|null|undefined|NaN/);
});

test('links lead to the AWS console, built from parts that are escaped', async () => {
  const html = await render(sampleReport, 'html');
  const links = [...html.matchAll(/href="([^"#][^"]*)"/g)].map(([, href]) => href!);
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) expect(link).toMatch(/^https:\/\/us-east-1\.console\.aws\.amazon\.com\//);
  expect(links).toContain(
    'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Faws$252Fapprunner$252Fnerava-backend$252F8fe1e10304f84fd2b0df550fe98a71fa$252Fservice/log-events/events',
  );
});

test('any hostile report has the same markup; its text is only text', async () => {
  const expected = new Set(tags(await render(sampleReport, 'html')));
  await fc.assert(
    fc.asyncProperty(hostileReports(sampleReport), async (report) => {
      const html = await render(report, 'html');
      for (const tag of tags(html)) expect(expected).toContain(tag);
      expect(textOf(html)).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/);
      expect(html).toMatch(/^(?:\n|[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF])*$/u);
    }),
    {numRuns: 40},
  );
});
