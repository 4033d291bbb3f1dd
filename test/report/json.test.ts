import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {MEMBER_ORDER} from '../../src/report/json.js';
import type {Report} from '../../src/report/model.js';
import {render} from '../../src/report/render.js';
import {hostileReports} from './hostile.js';
import {emptyReport, sampleReport} from './sample-report.js';

test('holds the report itself, with a trailing line feed', async () => {
  for (const report of [sampleReport, emptyReport]) {
    const json = await render(report, 'json');
    expect(JSON.parse(json)).toEqual(report);
    expect(json).toMatch(/}\n$/);
  }
});

test('is the same however the report was put together', async () => {
  expect(await render(reversed(sampleReport) as Report, 'json')).toBe(await render(sampleReport, 'json'));
});

test('begins with what a reader looks for', async () => {
  const members = Object.keys(JSON.parse(await render(sampleReport, 'json')));
  expect(members.slice(0, 7)).toEqual([
    'schemaVersion',
    'tool',
    'generatedAt',
    'target',
    'window',
    'outcome',
    'headline',
  ]);
  expect(new Set(MEMBER_ORDER).size).toBe(MEMBER_ORDER.length);
});

test('any hostile report keeps its values without a byte that acts on a screen', async () => {
  await fc.assert(
    fc.asyncProperty(hostileReports(sampleReport), async (report) => {
      const json = await render(report, 'json');
      expect(json).toMatch(/^(?:\n|[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF])*$/u);
      expect(JSON.parse(json)).toEqual(report);
    }),
    {numRuns: 40},
  );
});

test('the sample report', async () => {
  await expect(await render(sampleReport, 'json')).toMatchFileSnapshot('__snapshots__/sample.json');
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
