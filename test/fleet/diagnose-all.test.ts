import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnoseAll} from '../../src/fleet/diagnose-all.js';
import {useFakeEnvironment} from '../support/environment.js';
import {startFakeAws} from '../support/fake-aws.js';
import {incidentSlugs, loadIncident, movedTo} from '../support/incidents.js';

/** Decided by CloudTrail or by metrics alone, which no table reads: it may say less, and nothing else. */
const NEEDS_MORE = new Set(['instance-starved', 'operation-race']);
const slugs = incidentSlugs().filter((slug) => loadIncident(slug).baseline === undefined);

describe('the verdict in the table', () => {
  it.each(slugs)('%s: that of the full report', async (slug) => {
    const {dataset, expect: full} = loadIncident(slug);
    const expected = NEEDS_MORE.has(slug) ? {outcome: 'inconclusive', exitCode: 4, first: null} : full;
    await using fake = await startFakeAws(movedTo(dataset, Date.now()));
    const restore = useFakeEnvironment(fake.env);
    const {services} = await diagnoseAll({
      regions: [undefined],
      signal: new AbortController().signal,
      progress: () => {},
      contract: neravaContract,
      contractChosenBy: 'built-in',
    });
    restore();
    expect({outcome: services[0]?.outcome, exit: services[0]?.exitCode, cause: services[0]?.cause}).toEqual({
      outcome: expected.outcome,
      exit: expected.exitCode,
      cause: expected.first,
    });
  });
});
