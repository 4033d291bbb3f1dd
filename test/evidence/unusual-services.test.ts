import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import {renderText} from '../../src/report/text.js';
import type {Dataset} from '../support/fake-aws.js';
import {answerOf} from '../support/incident-scores.js';
import {collectIncident, type Incident, loadIncident} from '../support/incidents.js';

const DAY = 86_400_000;

/** The incident, with so many earlier deployments behind it. */
function withHistory(incident: Incident, count: number, status: string): Incident {
  const [service] = incident.dataset.services ?? [];
  if (service === undefined) throw new Error('the incident has no service');
  const [newest] = service.operations ?? [];
  const from = Date.parse(newest?.startedAt ?? '');
  const older = Array.from({length: count}, (_, index) => {
    const startedAt = from - (index + 1) * (DAY / 8);
    return {
      id: (index + 1).toString(16).padStart(32, '0'),
      type: 'UPDATE_SERVICE',
      status,
      startedAt: new Date(startedAt).toISOString(),
      endedAt: new Date(startedAt + 600_000).toISOString(),
    };
  });
  const operations = [...(service.operations ?? []).slice(0, 1), ...older];
  const dataset: Dataset = {...incident.dataset, services: [{...service, operations}]};
  return {...incident, dataset};
}

describe('a service with thousands of operations', () => {
  const incident = loadIncident('wrong-port-flask-all-addresses');

  it('is answered as one with two, and without reading them all', async () => {
    const {bundle, fake} = await collectIncident(withHistory(incident, 3000, 'SUCCEEDED'));
    const report = diagnose(bundle, {contract: neravaContract});

    expect(answerOf(report)).toMatchObject({outcome: 'failing', first: 'wrong-port', rolledBack: true});
    expect(report.deployment?.failedInARow).toBe(1);
    const pages = fake.calls.filter(({operation}) => operation === 'apprunner:ListOperations').length;
    expect(pages).toBeLessThanOrEqual(20);
  });

  it('does not name a good version where thousands failed', async () => {
    const {bundle} = await collectIncident(withHistory(incident, 3000, 'ROLLBACK_SUCCEEDED'));
    const report = diagnose(bundle, {contract: neravaContract});

    expect(answerOf(report)).toMatchObject({outcome: 'failing', first: 'wrong-port', rolledBack: true});
    expect(report.deployment?.previousGood).toBeNull();
    expect(report.deployment?.failedInARow).toBeGreaterThan(1);
  });
});

describe('a service of another account', () => {
  it('is refused with a reason, and never taken for the service of that name here', async () => {
    const incident = loadIncident('wrong-port-flask-all-addresses');
    const [service] = incident.dataset.services ?? [];
    const elsewhere = `arn:aws:apprunner:us-east-1:444455556666:service/${service?.name}/${service?.id}`;

    await expect(
      collectIncident(incident, {service: elsewhere}).then(({bundle}) =>
        answerOf(diagnose(bundle, {contract: neravaContract})),
      ),
    ).rejects.toThrow(/no App Runner service called/);
  });
});

describe('an application that imitates App Runner', () => {
  it('moves no phase, adds no event and never reaches a terminal unescaped', async () => {
    const {bundle} = await collectIncident(loadIncident('quoted-exit-137'));
    const report = diagnose(bundle, {contract: neravaContract});

    expect(report.lastProven).toBe('start');
    expect(report.findings.find(({rule}) => rule === 'exit-code')?.text).toContain('code 1');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come out
    expect(renderText(report)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });
});
