import {readFile} from 'node:fs/promises';
import {describe, expect, it} from 'vitest';
import {neravaContract} from '../src/contract/nerava.js';
import {diagnose} from '../src/engine/diagnose.js';
import {parseBundle, serializeBundle} from '../src/evidence/bundle.js';
import {renderJson} from '../src/report/json.js';
import type {Report} from '../src/report/model.js';
import {renderText} from '../src/report/text.js';
import {startFakeAws} from './support/fake-aws.js';
import {answerOf, type Row, type Scores, scoresOf, worsened, wronglyBlamed} from './support/incident-scores.js';
import {collectIncident, incidentFile, incidentSlugs, loadIncident, movedTo} from './support/incidents.js';
import {runCli} from './support/run-cli.js';
import {SAMPLE, sampleBundle} from './support/sample-bundle.js';

const rows: Row[] = [];

describe.each(incidentSlugs())('%s', (slug) => {
  const incident = loadIncident(slug);
  const expected = incident.expect;

  it(`is understood: ${expected.story}`, async () => {
    const {bundle, fake} = await collectIncident(incident);
    const report = diagnose(bundle, {contract: neravaContract});
    const text = renderText(report);
    const json = renderJson(report);

    const got = answerOf(report);
    const blamed = wronglyBlamed(report, expected);
    rows.push({slug, expected, got, verdict: report.causes[0]?.verdict ?? null, wronglyBlamed: blamed});

    expect(got).toEqual({
      outcome: expected.outcome,
      exitCode: expected.exitCode,
      first: expected.first,
      rolledBack: expected.rolledBack,
    });
    const [first] = report.causes;
    if (expected.verdict !== undefined) expect(first?.verdict).toBe(expected.verdict);
    expect(blamed).toEqual([]);
    for (const cause of expected.ruledOut ?? []) {
      expect(report.causes.find((ranked) => ranked.cause === cause)?.verdict, cause).toBe('ruled-out');
    }
    for (const [id, verdict] of Object.entries(expected.hypotheses ?? {})) {
      expect(report.hypotheses.find((hypothesis) => hypothesis.id === id)?.verdict, id).toBe(verdict);
    }
    for (const said of expected.mustSay) {
      expect(text).toContain(said);
      expect(json).toContain(said);
    }
    for (const unsaid of expected.mustNotSay) {
      expect(text).not.toContain(unsaid);
      expect(json).not.toContain(unsaid);
    }

    const saved = serializeBundle(bundle);
    for (const canary of expected.canaries) {
      expect(text).not.toContain(canary);
      expect(json).not.toContain(canary);
      expect(saved).not.toContain(canary);
    }

    // Offline says the same, byte for byte.
    const replayed = diagnose(parseBundle(saved, 'bundle.json'), {contract: neravaContract});
    expect(renderJson(replayed)).toBe(json);
    expect(renderText(replayed)).toBe(text);

    expect(fake.calls.filter((call) => !isRead(call.operation))).toEqual([]);
  });
});

/** A process each, for those that hold a secret. */
const BY_PROCESS = incidentSlugs().filter((slug) => {
  const {baseline, expect: expected} = loadIncident(slug);
  return baseline === undefined && expected.canaries.length > 0;
});

describe.each(BY_PROCESS)('the program on %s', (slug) => {
  const {dataset, expect: expected} = loadIncident(slug);

  it('answers with the same cause, outcome and exit code', async () => {
    await using fake = await startFakeAws(movedTo(dataset, Date.now()));
    const service = dataset.services?.[0]?.name ?? '';
    const result = await runCli(['diagnose', service, '--json'], {env: fake.env});

    expect(result.code, result.stderr).toBe(expected.exitCode);
    expect(answerOf(JSON.parse(result.stdout) as Report)).toEqual({
      outcome: expected.outcome,
      exitCode: expected.exitCode,
      first: expected.first,
      rolledBack: expected.rolledBack,
    });
    for (const canary of expected.canaries) {
      expect(result.stdout).not.toContain(canary);
      expect(result.stderr).not.toContain(canary);
    }
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(fake.calls.filter((call) => !isRead(call.operation))).toEqual([]);
  });
});

function isRead(operation: string): boolean {
  return /:(?:Get|Describe|List|Batch(?:Get)|Filter|Lookup|Simulate|GET|HEAD)/.test(operation);
}

it('keeps the bundle of the sample incident as the collectors would write it today', async () => {
  // After a change of the collectors: npm run generate.
  expect(await sampleBundle()).toBe(await readFile(incidentFile(SAMPLE, 'bundle.json'), 'utf8'));
});

it('answers no worse than the checked-in scores', async () => {
  const before = JSON.parse(await readFile(incidentFile('.', 'scores.json'), 'utf8')) as Scores;
  expect(worsened(scoresOf(rows), before)).toEqual([]);
});

it('notices each way of becoming worse', () => {
  const before: Scores = {incidents: 9, rightFirstAnswers: 8, wronglyBlamed: 1, needlessAbstentions: 1};
  expect(worsened(before, before)).toEqual([]);
  expect(worsened({incidents: 10, rightFirstAnswers: 9, wronglyBlamed: 0, needlessAbstentions: 0}, before)).toEqual([]);
  expect(worsened({incidents: 8, rightFirstAnswers: 6, wronglyBlamed: 2, needlessAbstentions: 2}, before)).toEqual([
    'incidents: 8, was 9',
    'wrong first answers: 2, was 1',
    'causes wrongly blamed: 2, was 1',
    'needless abstentions: 2, was 1',
  ]);
});
