import {describe, expect, it} from 'vitest';
import {attribute} from '../../src/engine/own-streams.js';
import {
  app,
  CHECK_FAILED,
  CHECKING,
  EXIT_1,
  examination,
  exited,
  FAILED,
  image,
  PROVISIONING,
  pulledThen,
  START,
} from '../support/facts.js';
import {judge} from '../support/judge.js';

const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED, FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:9999 (Press CTRL+C to quit)';

function others(seconds: readonly number[], events = UNHEALTHY, looked = examination()) {
  const streams = seconds.map((second) => ({name: `instance/${second}`, beganAt: START + second * 1000}));
  const attribution = attribute({streams, events: [], olderStreams: 0}, events, looked);
  return {...attribution, others: attribution.others.map(({name, side, seconds: apart}) => [name, side, apart])};
}

describe('whose streams are whose', () => {
  it('keeps instances that began from provisioning to the failure, give or take five seconds', () => {
    expect(others([44, 45, 62, 500, 905, 906])).toEqual({
      bounded: true,
      others: [
        ['instance/44', 'before', 6],
        ['instance/906', 'after', 6],
      ],
    });
  });

  it('takes the pull where no line speaks of provisioning, and the exit where it came first', () => {
    expect(others([30, 36, 124, 126], pulledThen(EXIT_1, FAILED))).toEqual({
      bounded: true,
      others: [
        ['instance/30', 'before', 10],
        ['instance/126', 'after', 6],
      ],
    });
  });

  it('takes one that begins right after the failure where there is no other, and says that it is not sure', () => {
    expect(others([940])).toEqual({bounded: false, others: []});
    expect(others([980])).toEqual({bounded: true, others: [['instance/980', 'after', 80]]});
    expect(others([500, 940]).others).toEqual([['instance/940', 'after', 40]]);
  });

  it('takes no instance that App Runner stopped for the end', () => {
    expect(others([500], pulledThen(PROVISIONING, CHECKING, exited(143), CHECK_FAILED)).others).toEqual([]);
  });

  it('ends with the operation where no line tells of the failure, and says that it is not sure', () => {
    expect(others([100, 1300], pulledThen(PROVISIONING))).toEqual({
      bounded: false,
      others: [['instance/1300', 'after', 100]],
    });
    expect(others([2, 100], [])).toEqual({bounded: false, others: []});
  });

  it('leaves later instances to a deployment that succeeded or still runs', () => {
    expect(others([20, 2000], pulledThen(PROVISIONING), examination({status: 'SUCCEEDED'})).others).toEqual([
      ['instance/20', 'before', 30],
    ]);
    expect(others([2000], pulledThen(PROVISIONING), examination({status: 'IN_PROGRESS'}))).toEqual({
      bounded: true,
      others: [],
    });
  });

  it('leaves all to a first deployment: there is no other version', () => {
    const created = examination({type: 'CREATE_SERVICE', status: 'FAILED'});
    expect(others([2, 2000], UNHEALTHY, created)).toEqual({bounded: true, others: []});
  });
});

describe('what lines are worth', () => {
  const log = {streams: [{name: 'instance/1', beganAt: START + 62_000}], events: [], olderStreams: 0};
  const looked = {'app-records': app([62, LISTENS]), 'image-attempted': image()};

  it('confirm a cause within bounds, and make it no more than likely without', () => {
    const within = {...looked, events: UNHEALTHY, attribution: attribute(log, UNHEALTHY, examination())};
    const without = {...within, attribution: attribute(log, undefined, examination())};
    expect(judge(within).verdicts['wrong-port']).toBe('confirmed');
    expect(judge(without).verdicts['wrong-port']).toBe('likely');
  });

  it('do not rule out what the image itself says: the old version may have written them', () => {
    const arm = image({config: {os: 'linux', architecture: 'arm64'}});
    const given = {...looked, events: UNHEALTHY, attribution: attribute(log, UNHEALTHY, examination())};
    expect(judge({...given, 'image-attempted': arm}).verdicts['wrong-architecture']).toBe('likely');
    // Pushed since: another image than the one that was deployed.
    const pushed = {...arm, pushedAt: START + 3_000_000};
    expect(judge({...given, 'image-attempted': pushed}).verdicts['wrong-architecture']).toBe('ruled-out');
  });
});
