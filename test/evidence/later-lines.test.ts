import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {collect} from '../../src/evidence/collect.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type Fault, startFakeAws} from '../support/fake-aws.js';
import {loadIncident} from '../support/incidents.js';

const LAST = '2026-02-03T17:45:00.000Z';

/** App Runner's lines of a service whose container exited hours after its deployment had succeeded. */
async function linesUnder(faults: readonly Fault[]) {
  const {dataset} = loadIncident('exit-hours-after-success');
  await using aws = await startFakeAws(dataset, {faults});
  const restore = useFakeEnvironment(aws.env);
  try {
    const {evidence} = await collect({
      service: 'exit-hours-after-success',
      contract: neravaContract,
      contractChosenBy: 'built-in',
      only: ['service-log'],
      now: () => Date.parse('2026-02-03T18:30:00.000Z'),
    });
    return evidence['service-log'];
  } finally {
    restore();
  }
}

describe('App Runner’s lines since a deployment that succeeded', () => {
  it('are collected, the newest included', async () => {
    const log = await linesUnder([]);
    if (log.status !== 'collected') throw new Error(log.why);
    expect(new Date(log.value.at(-1)?.timestamp ?? 0).toISOString()).toBe(LAST);
    expect(log.truncated).toBeUndefined();
  });

  it('are collected where FilterLogEvents is denied', async () => {
    const log = await linesUnder([{operation: 'logs:FilterLogEvents', kind: 'denied'}]);
    if (log.status !== 'collected') throw new Error(log.why);
    expect(new Date(log.value.at(-1)?.timestamp ?? 0).toISOString()).toBe(LAST);
  });

  it('are said to be missing where GetLogEvents is denied', async () => {
    const log = await linesUnder([{operation: 'logs:GetLogEvents', kind: 'denied'}]);
    if (log.status !== 'collected') throw new Error(log.why);
    expect(log.truncated).toBe(true);
  });
});
