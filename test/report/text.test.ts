import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {RenderOptions} from '../../src/report/options.js';
import {render} from '../../src/report/render.js';
import {displayWidth, stripStyle} from '../../src/terminal/width.js';
import {HOSTILE, hostileReports, poison} from './hostile.js';
import {emptyReport, sampleReport} from './sample-report.js';

const text = (report = sampleReport, options: RenderOptions = {}) => render(report, 'text', options);

/** What may stand in plain output: no control but the line feed, nothing invisible, nothing that turns text around. */
const INERT = /^(?:\n|[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF])*$/u;
const COMMANDS = new Set(
  [...sampleReport.actions, ...sampleReport.causes.flatMap(({next}) => next)].map(({command}) => command),
);

test.each([
  ['100', {}],
  ['80', {width: 80}],
  ['ascii', {width: 80, unicode: false}],
  ['local-time', {timeZone: 'Europe/Berlin'}],
] as const)('the sample report, %s', async (name, options) => {
  await expect(await text(sampleReport, options)).toMatchFileSnapshot(`__snapshots__/sample.${name}.txt`);
});

test('a report without content says its verdict and leaves every section out', async () => {
  const plain = await text(emptyReport);
  expect(plain).toContain('[HEALTHY] Nothing wrong was found.');
  expect(plain).not.toMatch(/CAUSES|TIMELINE|null|undefined/);
});

test('colour changes no text', async () => {
  const plain = await text(sampleReport, {width: 84});
  const coloured = await text(sampleReport, {width: 84, colour: true});
  expect(coloured).toContain('\u001B[');
  expect(stripStyle(coloured)).toBe(plain);
});

test('the verdict words stand in the text, so that nothing is said by colour alone', async () => {
  const plain = await text();
  for (const word of [
    '[FAILING]',
    'CONFIRMED',
    'POSSIBLE',
    'COULD NOT BE JUDGED',
    'RULED OUT',
    '[reads]',
    '[CHANGES]',
    'FAIL',
  ]) {
    expect(plain).toContain(word);
  }
});

test('no line is wider than the terminal, commands apart', async () => {
  for (const width of [60, 80, 100]) {
    for (const line of (await text(sampleReport, {width})).split('\n')) {
      if (!COMMANDS.has(line.trim())) expect(displayWidth(line), line).toBeLessThanOrEqual(width);
    }
  }
});

test('commands stand whole on their lines', async () => {
  const lines = (await text(sampleReport, {width: 60})).split('\n').map((line) => line.trim());
  for (const {command} of sampleReport.actions) if (command !== undefined) expect(lines).toContain(command);
});

test('ASCII output of an ASCII report is ASCII', async () => {
  const ascii = JSON.parse(JSON.stringify(sampleReport).replaceAll('…', '...'));
  expect(await text(ascii, {unicode: false})).toMatch(/^[\n\x20-\x7E]*$/);
});

test.each(HOSTILE.map((hostile) => [JSON.stringify(hostile).slice(0, 40), hostile]))(
  'hostile text is inert: %s',
  async (_, hostile) => {
    expect(await text(poison(sampleReport, [hostile]))).toMatch(INERT);
  },
);

test('any hostile report: inert, and the same with and without colour', async () => {
  await fc.assert(
    fc.asyncProperty(hostileReports(sampleReport), fc.integer({min: 20, max: 200}), async (report, width) => {
      const plain = await text(report, {width});
      expect(plain).toMatch(INERT);
      const stripped = stripStyle(await text(report, {width, colour: true}));
      expect(stripped).toBe(plain);
    }),
    {numRuns: 40},
  );
});

test('a time zone that does not exist is an error, not UTC', async () => {
  await expect(text(sampleReport, {timeZone: 'Mars/Olympus'})).rejects.toThrow(RangeError);
});
