import {describe, expect, it} from 'vitest';
import {describeEnvironment} from '../../src/app/environment.js';
import {judgeBundle} from '../../src/app/judge.js';
import {neravaContract} from '../../src/contract/nerava.js';
import type {ImageConfig} from '../../src/evidence/model.js';
import {environmentText} from '../../src/views/environment.js';
import {validationText} from '../../src/views/validation.js';
import {type BundleParts, bundleOf} from '../support/bundle.js';
import {image, REPOSITORY, service, variable} from '../support/facts.js';

const BACKEND = ['python', '-m', 'uvicorn', 'app.main_simple:app'];
const SUCCEEDED = [{status: 'SUCCEEDED'}];
const own = (name: string) => ({...variable(name, 'value-of-the-image'), source: 'image' as const});
const ran = (config: ImageConfig) => image({reference: `${REPOSITORY}:v1`, tag: 'v1', config});
const attempted = (config: ImageConfig) => image({config});

function both(parts: BundleParts) {
  const bundle = bundleOf(parts);
  return {
    env: describeEnvironment(bundle, neravaContract),
    validate: judgeBundle(bundle, neravaContract, {set: {}, unset: []}),
  };
}

describe('env and validate', () => {
  it.each<[string, BundleParts, 'speaks' | 'silent', boolean]>([
    ['nothing says which program runs', {operations: SUCCEEDED}, 'silent', false],
    [
      'the image could not be read',
      {operations: SUCCEEDED, evidence: {'image-running': {status: 'denied', why: 'access denied'}}},
      'silent',
      false,
    ],
    [
      'the image runs another program',
      {operations: SUCCEEDED, evidence: {'image-running': ran({cmd: ['/start.sh']})}},
      'silent',
      true,
    ],
    [
      'the image runs the program of the contract',
      {operations: SUCCEEDED, evidence: {'image-running': ran({cmd: BACKEND})}},
      'speaks',
      true,
    ],
    [
      'the StartCommand runs it',
      {service: service({configuration: {startCommand: BACKEND.join(' '), variables: [], secrets: []}})},
      'speaks',
      true,
    ],
    [
      'only the image that was rolled back runs it',
      {evidence: {'image-running': ran({cmd: ['/start.sh']}), 'image-attempted': attempted({cmd: BACKEND})}},
      'silent',
      true,
    ],
    [
      'the user names the contract',
      {operations: SUCCEEDED, contract: {name: 'nerava-backend', chosenBy: 'configuration'}},
      'speaks',
      false,
    ],
  ])('%s: say the same', (_, parts, expected, programKnown) => {
    const {env, validate} = both(parts);
    expect(env.contract).toEqual(validate.contract);
    expect(env.contract.programKnown).toBe(programKnown);
    // Where the program is unknown, env says what the contract's would find, and that this is a supposition.
    expect(env.supposed).toBe(expected === 'silent' && !programKnown);
    expect(/if\s+its\s+program\s+runs\s+here/.test(environmentText(env, 'nerava-diag validate', {}))).toBe(
      env.supposed,
    );
    if (expected === 'silent') {
      expect(env.prediction === null).toBe(programKnown);
      expect(validate).toMatchObject({outcome: 'unknown', checks: [], first: null});
      const texts = [environmentText(env, 'nerava-diag validate', {}), validationText(validate, {})];
      for (const text of texts) expect(text).toMatch(/--contract\s+nerava-backend/);
      for (const text of texts) expect(/nothing that\s+was read says/.test(text)).toBe(!programKnown);
    } else {
      // env informs of what the service sets; validate judges, and of an image that was not read anything may come.
      const isRead = env.imageVariables === 'listed';
      expect(validate.outcome).toBe(isRead ? env.prediction?.outcome : 'unknown');
      expect(/if\s+the\s+image\s+sets\s+nothing/.test(environmentText(env, 'nerava-diag validate', {}))).toBe(!isRead);
      expect(validate.checks.length).toBeGreaterThan(0);
    }
  });
});

describe('validate, of an image that was not read', () => {
  const missing = 'redis-url';
  const statusOf = (parts: BundleParts, unset: readonly string[] = []) =>
    judgeBundle(bundleOf(parts), neravaContract, {set: {ENV: 'prod'}, unset}).checks.find(({id}) => id === missing)
      ?.status;
  const configured = service({configuration: {startCommand: BACKEND.join(' '), variables: [], secrets: []}});

  it('says nothing of what the image may set, but of what cannot be set', () => {
    expect(statusOf({service: configured, operations: SUCCEEDED})).toBe('unknown');
    expect(statusOf({service: configured, operations: SUCCEEDED}, ['REDIS_URL'])).toBe('fail');
    const read = {'image-running': ran({cmd: BACKEND})};
    expect(statusOf({service: configured, operations: SUCCEEDED, evidence: read})).toBe('fail');
  });
});

describe('variables that the image sets', () => {
  it.each([
    ['not read', {}, true],
    ['read', {evidence: {'image-running': ran({cmd: BACKEND})}}, false],
  ] as const)('the image %s: validate says what its checks take for unset', (_, more, says) => {
    const configuration = {startCommand: BACKEND.join(' '), variables: [], secrets: []};
    const {validate} = both({operations: SUCCEEDED, service: service({configuration}), ...more});
    expect(/may be\s+set there/.test(validationText(validate, {}))).toBe(says);
  });

  const kept = ran({cmd: BACKEND, variables: [own('KEPT')]});
  const failed = attempted({cmd: BACKEND, variables: [own('FAILED')]});

  it.each<[string, BundleParts, readonly string[], 'listed' | 'unknown']>([
    [
      'after a rollback: those of the image that runs',
      {evidence: {'image-running': kept, 'image-attempted': failed}},
      ['KEPT'],
      'listed',
    ],
    ['after a rollback, the image that runs not read', {evidence: {'image-attempted': failed}}, [], 'unknown'],
    [
      'after a rollback, its configuration not read',
      {evidence: {'image-running': image({...kept, index: [], config: undefined as never}), 'image-attempted': failed}},
      [],
      'unknown',
    ],
    [
      'while a deployment runs: those of its image, which the configuration names',
      {
        service: service({
          status: 'OPERATION_IN_PROGRESS',
          source: {kind: 'image', image: `${REPOSITORY}:v2`, repositoryType: 'ECR'},
        }),
        operations: [{status: 'IN_PROGRESS'}],
        evidence: {'image-running': kept, 'image-attempted': failed},
      },
      ['FAILED'],
      'listed',
    ],
    ['an image without any', {operations: SUCCEEDED, evidence: {'image-running': ran({cmd: BACKEND})}}, [], 'listed'],
    ['a service built from source', {service: service({source: {kind: 'code'}})}, [], 'listed'],
  ])('%s', (_, parts, names, said) => {
    const {env, validate} = both(parts);
    expect(env.variables.map(({name}) => name)).toEqual(names);
    expect(env.imageVariables).toBe(said);
    expect(validate.imageVariables).toBe(said);
    expect(/\(ENV\) is unknown/.test(environmentText(env, 'nerava-diag validate', {}))).toBe(said === 'unknown');
  });
});

it.each([40, 80, 100, 120])('env fits a terminal of %s columns, and breaks no name', (width) => {
  const names = ['ENV', 'TWILIO_VERIFY_SERVICE_SID', 'TOKEN_ENCRYPTION_KEY'];
  const {env} = both({
    service: service({
      configuration: {
        startCommand: BACKEND.join(' '),
        variables: names.map((name) => variable(name, `a value of ${name}`)),
        secrets: [],
      },
    }),
  });
  const written = environmentText(env, 'nerava-diag validate', {width}).split('\n');
  expect(Math.max(...written.map((line) => line.length))).toBeLessThanOrEqual(width);
  for (const name of names) expect(written.some((line) => line.split(/[\s│]+/).includes(name))).toBe(true);
  // A file or a pipe is as wide as its widest row: one row for each variable.
  const piped = environmentText(env, 'nerava-diag validate', {}).split('\n');
  expect(piped.find((line) => line.includes('TWILIO_VERIFY_SERVICE_SID'))).toContain('plain');
});
