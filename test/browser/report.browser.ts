import {type Browser, type BrowserContextOptions, chromium, type Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Report} from '../../src/report/model.js';
import {render} from '../../src/report/render.js';
import {HOSTILE, poison} from '../report/hostile.js';
import {emptyReport, sampleReport} from '../report/sample-report.js';
import {
  brokenLinks,
  colours,
  elementNames,
  faintTexts,
  isWiderThanWindow,
  overflowing,
  tryScript,
  xmlError,
} from './in-page.mjs';

const SECTIONS = [
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
];

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});

afterAll(async () => {
  await browser.close();
});

interface Opened {
  readonly page: Page;
  /** Console messages, errors of the page, dialogs, and requests beyond the document itself. */
  readonly incidents: string[];
}

async function open(report: Report, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({viewport: {width: 1100, height: 900}, ...options});
  const page = await context.newPage();
  const incidents: string[] = [];
  page.on('console', (message) => incidents.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    incidents.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const address = 'http://report.test/report.html';
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === address) return route.fulfill({contentType: 'text/html; charset=utf-8', body: html});
    if (!url.endsWith('/favicon.ico')) incidents.push(`request: ${url}`);
    return route.abort();
  });
  const html = await render(report, 'html');
  await page.goto(address);
  return {page, incidents};
}

describe.each([
  ['light', {colorScheme: 'light'}],
  ['dark', {colorScheme: 'dark'}],
  ['narrow', {viewport: {width: 320, height: 700}}],
] as const)('%s', (_, options) => {
  test('shows every section, nothing sticks out, nothing is faint, nothing is loaded', async () => {
    const {page, incidents} = await open(sampleReport, options);
    for (const id of SECTIONS) expect(await page.locator(`section#${id}`).isVisible(), id).toBe(true);
    expect(await page.locator('section svg:visible').count()).toBe(2);
    expect(await page.evaluate(overflowing)).toEqual([]);
    expect(await page.evaluate(isWiderThanWindow)).toBe(false);
    expect(await page.evaluate(faintTexts)).toEqual([]);
    expect(incidents).toEqual([]);
    await page.context().close();
  });
});

test('the style sheet is in force, so its hash is right', async () => {
  const {page} = await open(sampleReport, {colorScheme: 'dark'});
  expect((await page.evaluate(colours)).backgroundColor).toBe('rgb(13, 17, 23)');
  await page.context().close();
});

test('the policy would stop a script', async () => {
  const {page, incidents} = await open(sampleReport);
  expect(await page.evaluate(tryScript)).toBe(false);
  expect(incidents.join()).toContain('Content Security Policy');
  await page.context().close();
});

test('hostile text is text: nothing runs, nothing is loaded, no element is added', async () => {
  const plain = await open(sampleReport);
  const expected = await plain.page.evaluate(elementNames);
  // Batches of different lengths, so that each string comes to stand in many places.
  for (const size of [HOSTILE.length, HOSTILE.length - 3, 19, 13, 11, 9, 7]) {
    const strings = HOSTILE.slice(-size);
    const {page, incidents} = await open(poison(sampleReport, strings), {viewport: {width: 600, height: 700}});
    expect(expected).toEqual(expect.arrayContaining(await page.evaluate(elementNames)));
    expect(await page.evaluate(overflowing), JSON.stringify(strings[0])).toEqual([]);
    expect(incidents).toEqual([]);
    await page.context().close();
  }
  await plain.page.context().close();
});

test('text reads as it was written', async () => {
  const {page} = await open({...sampleReport, headline: `a <b> & "c" 'd' &amp; <script>`});
  expect(await page.locator('h1').textContent()).toBe(`a <b> & "c" 'd' &amp; <script>`);
  await page.context().close();
});

test('links of the page lead somewhere', async () => {
  const {page} = await open(sampleReport);
  expect(await page.evaluate(brokenLinks)).toEqual([]);
  await page.context().close();
});

test('printed, it is dark on white, without the navigation, whole', async () => {
  const {page} = await open(sampleReport, {colorScheme: 'dark'});
  await page.emulateMedia({media: 'print'});
  expect(await page.locator('nav').isVisible()).toBe(false);
  for (const id of SECTIONS) expect(await page.locator(`section#${id}`).isVisible(), id).toBe(true);
  expect((await page.evaluate(colours)).color).toBe('rgb(0, 0, 0)');
  expect(await page.evaluate(faintTexts)).toEqual([]);
  expect((await page.pdf({format: 'A4'})).subarray(0, 5).toString()).toBe('%PDF-');
  await page.context().close();
});

test('a report without content is a page', async () => {
  const {page, incidents} = await open(emptyReport);
  expect(await page.locator('h1').textContent()).toBe('Nothing wrong was found.');
  expect(await page.locator('section').count()).toBe(0);
  expect(incidents).toEqual([]);
  await page.context().close();
});

test('a browser reads the JUnit XML too', async () => {
  const {page} = await open(emptyReport);
  for (const report of [sampleReport, emptyReport, poison(sampleReport, HOSTILE)]) {
    const xml = await render(report, 'junit');
    expect(await page.evaluate(xmlError, xml)).toBeNull();
  }
  await page.context().close();
});
