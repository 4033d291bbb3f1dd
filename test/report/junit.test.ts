import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Outcome} from '../../src/report/model.js';
import {render} from '../../src/report/render.js';
import {parseXml, type XmlElement} from '../support/xml.js';
import {HOSTILE, hostileReports, poison} from './hostile.js';
import {emptyReport, sampleReport} from './sample-report.js';

/** "suite/case" → how it ended. */
function results(xml: string): {[name: string]: string} {
  return Object.fromEntries(
    parseXml(xml).children.flatMap((suite) =>
      suite.children.map((testCase) => [`${name(suite)}/${name(testCase)}`, testCase.children[0]?.name ?? 'passed']),
    ),
  );
}

function name(element: XmlElement): string {
  return element.attributes.get('name')!;
}

test('the sample report', async () => {
  await expect(await render(sampleReport, 'junit')).toMatchFileSnapshot('__snapshots__/sample.junit.xml');
});

test('one case for the outcome, each cause and each check', async () => {
  const cases = results(await render(sampleReport, 'junit'));
  expect(cases).toMatchObject({
    'deployment/outcome': 'failure',
    'causes/startup-validation': 'failure',
    'causes/slow-start': 'skipped',
    'causes/secret-unreadable': 'skipped',
    'causes/wrong-architecture': 'passed',
    'start-up contract/redis-url': 'failure',
    'start-up contract/jwt-secret': 'skipped',
    'start-up contract/database-url': 'passed',
  });
  expect(Object.keys(cases)).toHaveLength(1 + 5 + 11);
});

test('the counts are those of the cases', async () => {
  const root = parseXml(await render(sampleReport, 'junit'));
  const cases = root.children.flatMap(({children}) => children);
  const count = (kind: string) => String(cases.filter(({children}) => children[0]?.name === kind).length);
  expect(Object.fromEntries(root.attributes)).toMatchObject({
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  });
});

test.each([
  ['healthy', 'passed'],
  ['failing', 'failure'],
  ['inconclusive', 'error'],
] as const)('an outcome that is %s: %s', async (outcome: Outcome, result) => {
  expect(results(await render({...emptyReport, outcome}, 'junit'))).toEqual({'deployment/outcome': result});
});

test('any hostile report is well-formed and keeps its cases', async () => {
  const shape = (xml: string) => parseXml(xml).children.map((suite) => [name(suite), suite.children.length]);
  const expected = shape(await render(sampleReport, 'junit'));
  const check = async (report: typeof sampleReport) => {
    const made = shape(await render(report, 'junit'));
    expect(made.filter(([suite]) => suite !== 'findings')).toEqual(expected);
  };
  for (const hostile of HOSTILE) await check(poison(sampleReport, [hostile]));
  await fc.assert(fc.asyncProperty(hostileReports(sampleReport), check), {numRuns: 40});
});

test('a line break in a message survives', async () => {
  const root = parseXml(
    await render({...emptyReport, outcome: 'failing', headline: 'one\ntwo "three" <four>'}, 'junit'),
  );
  expect(root.children[0]!.children[0]!.children[0]!.attributes.get('message')).toBe('one\ntwo "three" <four>');
});

test.each(['<a>', '<a></b>', '<a b="1" b="2"/>', '<a>&</a>', '<a/><b/>', '<a>\u0001</a>', '<a b=1/>'])(
  'the reader of these tests refuses %j',
  (xml) => {
    expect(() => parseXml(xml)).toThrow();
  },
);
