import {expect} from 'vitest';
import Collect from '../../src/commands/collect.js';
import Env from '../../src/commands/env.js';
import Preflight from '../../src/commands/preflight.js';
import Reproduce from '../../src/commands/reproduce.js';
import type {Preflight as PreflightAnswer} from '../../src/preflight/model.js';
import {everyCall} from '../support/every-call.js';
import type {Dataset} from '../support/fake-aws.js';
import {ACCOUNT, SERVICE_ID} from '../support/incident.js';
import {beforeDeployment, SECRET} from '../support/preflight-incident.js';
import {answerWithout, TIMES} from './expectations.js';
import {ESSENTIAL_CASES} from './faults.js';
import {describeMatrix} from './matrix.js';
import {OPERATIONS} from './operations.js';

const plain = answerWithout(TIMES);

/** A service before a deployment whose variables come from secrets too. */
function withSecrets(): Dataset {
  const dataset = beforeDeployment();
  const [service] = dataset.services ?? [];
  if (service === undefined) throw new Error('no service');
  const {SourceConfiguration: source} = service.describe as {SourceConfiguration: {ImageRepository: object}};
  const {ImageConfiguration: image} = source.ImageRepository as {ImageConfiguration: object};
  const secrets = {
    API_KEY: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:my-api/key-AbCdEf`,
    DSN: `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/my-api/dsn`,
  };
  return {
    ...dataset,
    services: [
      {
        ...service,
        describe: {
          ...service.describe,
          SourceConfiguration: {
            ...source,
            ImageRepository: {
              ...source.ImageRepository,
              ImageConfiguration: {...image, RuntimeEnvironmentSecrets: secrets},
            },
          },
        },
      },
    ],
    secrets: {'my-api/key': {value: `secret-${SECRET}`}},
    parameters: {'/my-api/dsn': {type: 'SecureString', value: `parameter-${SECRET}`}},
  };
}

describeMatrix('preflight', {
  command: Preflight,
  argv: ['v33', 'my-api', '--files', '--resolve-secrets', '--json'],
  dataset: withSecrets,
  operations: OPERATIONS['preflight --resolve-secrets'],
  cases: ESSENTIAL_CASES,
  essence: plain,
  judge({code, stdout}, _operation, fault, clean) {
    if (code === 3 || fault.expected === 'recovers') return;
    const {outcome, checks}: Pick<PreflightAnswer, 'outcome' | 'checks'> = JSON.parse(stdout);
    const before: Pick<PreflightAnswer, 'checks'> = JSON.parse(clean.stdout);
    const passed = (list: typeof checks) => list.filter(({status}) => status === 'pass').map(({id}) => id);
    // What could not be seen does not pass, and is no fault of the image's either.
    expect(passed(before.checks)).toEqual(expect.arrayContaining(passed(checks)));
    const changed = checks.filter(({id}) => passed(before.checks).includes(id) && !passed(checks).includes(id));
    expect(changed.filter(({status}) => status !== 'unknown')).toEqual([]);
    expect(outcome).toBe(changed.some(({essential}) => essential) ? 'inconclusive' : 'ready');
    expect(code).toBe(outcome === 'ready' ? 0 : 4);
  },
});

describeMatrix('preflight --no-service', {
  command: Preflight,
  argv: ['my-api:v33', '--no-service', '--files', '--json'],
  dataset: beforeDeployment,
  operations: OPERATIONS['preflight --no-service'],
  cases: ESSENTIAL_CASES,
  essence: plain,
  judge({code, stdout}, _operation, fault) {
    if (code === 3 || fault.expected === 'recovers') return;
    const {checks, outcome}: Pick<PreflightAnswer, 'outcome' | 'checks'> = JSON.parse(stdout);
    expect(checks.filter(({status}) => status === 'fail')).toEqual([]);
    if (checks.some(({status, essential}) => status === 'unknown' && essential)) expect(outcome).toBe('inconclusive');
  },
});

describeMatrix('reproduce', {
  command: Reproduce,
  argv: ['my-api', '--json'],
  dataset: everyCall,
  operations: OPERATIONS['reproduce'],
  cases: ESSENTIAL_CASES,
  essence: plain,
  judge({code, stdout}, _operation, _fault, clean) {
    if (code === 3) return;
    interface Run {
      readonly which: string;
      readonly image: string | null;
      readonly command: unknown;
      readonly why: string | null;
    }
    const {runs} = JSON.parse(stdout) as {runs: Run[]};
    const before = JSON.parse(clean.stdout) as {runs: Run[]};
    for (const {which, image, command, why} of runs) {
      // Either the same image as without the fault, or none and why.
      if (image === null) expect(why).toBeTruthy();
      else expect(image).toBe(before.runs.find((run) => run.which === which)?.image);
      expect(command === null).toBe(image === null);
    }
  },
});

describeMatrix('collect', {
  command: Collect,
  argv: ['my-api', '--resolve-secrets'],
  dataset: everyCall,
  operations: OPERATIONS['collect --resolve-secrets'],
  // It collects as diagnose does: what is its own is that the file is whole, and holds no value.
  cases: ESSENTIAL_CASES.filter(({name}) => ['throttled twice', 'denied', 'no answer ever'].includes(name)),
  essence: (stdout) => Object.keys(JSON.parse(stdout).evidence).length,
  judge({code, stdout}) {
    if (code === 3) return;
    const {format, evidence} = JSON.parse(stdout);
    expect(format).toBe('nerava-diag-bundle');
    expect(evidence.service.status).toBe('collected');
    expect(code).toBe(0);
  },
});

/** Two services whose variables differ by one. */
function twoServices(): Dataset {
  const dataset = beforeDeployment();
  const [service] = dataset.services ?? [];
  const [other] = everyCall().services ?? [];
  if (service === undefined || other === undefined) throw new Error('no service');
  return {...dataset, services: [service, {...other, name: 'other', id: SERVICE_ID.replaceAll('0', 'f')}]};
}

describeMatrix('env --against SERVICE', {
  command: Env,
  argv: ['my-api', '--against', 'other', '--json'],
  dataset: twoServices,
  operations: OPERATIONS['env'],
  cases: ESSENTIAL_CASES,
  // The first service is read; the second is not.
  after: {'apprunner:DescribeService': 1, 'apprunner:ListOperations': 1, 'apprunner:ListServices': 1},
  essence: plain,
  judge({code, stdout, stderr}, operation, fault, clean) {
    if (code === 3) {
      if (fault.name === 'denied' && operation === 'apprunner:DescribeService') expect(stderr).toContain('other');
      return;
    }
    expect(JSON.parse(stdout).against).toEqual(JSON.parse(clean.stdout).against);
  },
});
