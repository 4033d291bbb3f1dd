import {describe, expect, it} from 'vitest';
import {startupValidation} from '../../src/causes/startup-validation.js';
import {testCause} from '../support/cause-tester.js';
import {
  absent,
  app,
  CHECKING,
  EXIT_1,
  FAILED,
  image,
  PROVISIONING,
  predicted,
  pulledThen,
  service,
} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
/** Strict, as far as is said. */
const {disabled: _, ...PASSES} = predicted({ENV: 'dev'});
const ARM = image({config: {os: 'linux', architecture: 'arm64'}});

testCause(startupValidation, {
  names: [
    {
      name: 'the application says so',
      given: {
        events: DIES,
        'app-records': app([70, 'Starting'], [80, '[STARTUP ERROR] Startup validation failed: REDIS_URL must be set']),
      },
      verdict: 'confirmed',
    },
    {
      name: 'a violated contract and exit code 1',
      given: {events: DIES, prediction: predicted({ENV: 'prod'}), 'application-log': absent()},
      verdict: 'likely',
    },
    {
      name: 'checks that pass, as far as variables are known without the image',
      given: {events: DIES, prediction: {...PASSES, imageUnread: true}, 'application-log': absent()},
      verdict: 'possible',
    },
    {
      name: 'checks that pass',
      given: {events: DIES, prediction: PASSES, 'application-log': absent()},
      verdict: 'ruled-out',
    },
  ],
  leaves: [
    {
      name: 'strict mode is off',
      given: {
        events: DIES,
        prediction: predicted({ENV: 'prod', STRICT_STARTUP_VALIDATION: 'false'}),
        'application-log': absent(),
      },
    },
    {
      name: 'the image is arm64',
      given: {events: DIES, prediction: predicted({ENV: 'dev'}), 'image-attempted': ARM, 'application-log': absent()},
    },
  ],
});

describe('startup-validation of a service that reads apprunner.yaml', () => {
  it('offers no command: what the API holds is ignored', () => {
    const source = {kind: 'code', configurationSource: 'REPOSITORY'} as const;
    const leniency = {variable: 'STRICT_STARTUP_VALIDATION', value: 'false'};
    const steps = stepsFor('startup-validation', {
      events: DIES,
      service: service({source}),
      prediction: {...predicted({ENV: 'prod'}), leniency},
    });
    const sets = steps.filter(({text}) => text.includes('keeping every other variable'));
    expect(sets.map(({text}) => text.includes('in apprunner.yaml (run.env)'))).toEqual([true, true]);
    expect(sets.map(({command}) => command)).toEqual([undefined, undefined]);
  });
});
