import {readFile} from 'node:fs/promises';
import {describe, expect, it} from 'vitest';
import {neravaContract} from '../src/contract/nerava.js';
import {diagnose} from '../src/engine/diagnose.js';
import {parseBundle, serializeBundle} from '../src/evidence/bundle.js';
import {reportExitCode} from '../src/report/exit-code.js';
import {renderJson} from '../src/report/json.js';
import type {Report} from '../src/report/model.js';
import {renderText} from '../src/report/text.js';
import {startFakeAws} from './support/fake-aws.js';
import {collectIncident, incidentFile, incidentSlugs, loadIncident, movedTo} from './support/incidents.js';
import {runCli} from './support/run-cli.js';
import {SAMPLE, sampleBundle} from './support/sample-bundle.js';

const BLAMED = new Set(['confirmed', 'likely']);

describe.each(incidentSlugs())('%s', (slug) => {
  const incident = loadIncident(slug);
  const expected = incident.expect;

  it(`is understood: ${expected.story}`, async () => {
    const {bundle, fake} = await collectIncident(incident);
    const report = diagnose(bundle, {contract: neravaContract});
    const text = renderText(report);
    const json = renderJson(report);

    expect(summaryOf(report)).toEqual({
      outcome: expected.outcome,
      exitCode: expected.exitCode,
      first: expected.first,
      rolledBack: expected.rolledBack,
    });
    const [first] = report.causes;
    if (expected.verdict !== undefined) expect(first?.verdict).toBe(expected.verdict);
    const blamed = report.causes.filter(({verdict}) => BLAMED.has(verdict)).map(({cause}) => cause);
    expect(blamed.filter((cause) => expected.mustNotBlame.includes(cause))).toEqual([]);
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

describe.each(incidentSlugs().filter((slug) => loadIncident(slug).baseline === undefined))(
  'the program on %s',
  (slug) => {
    const {dataset, expect: expected} = loadIncident(slug);

    it('answers with the same cause, outcome and exit code', async () => {
      await using fake = await startFakeAws(movedTo(dataset, Date.now()));
      const service = dataset.services?.[0]?.name ?? '';
      const result = await runCli(['diagnose', service, '--json'], {env: fake.env});

      expect(result.code, result.stderr).toBe(expected.exitCode);
      expect(summaryOf(JSON.parse(result.stdout) as Report)).toEqual({
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
  },
);

function summaryOf(report: Report) {
  const [first] = report.causes;
  return {
    outcome: report.outcome,
    exitCode: reportExitCode(report),
    first: first !== undefined && BLAMED.has(first.verdict) ? first.cause : null,
    rolledBack: report.rolledBack !== false,
  };
}

function isRead(operation: string): boolean {
  return /:(?:Get|Describe|List|Batch(?:Get)|Filter|Lookup|Simulate|GET|HEAD)/.test(operation);
}

it('keeps the bundle of the sample incident as the collectors would write it today', async () => {
  // After a change of the collectors: npm run generate.
  expect(await sampleBundle()).toBe(await readFile(incidentFile(SAMPLE, 'bundle.json'), 'utf8'));
});
