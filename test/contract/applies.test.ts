import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {lookupConfiguration, predict, shownValue, speaksFor} from '../../src/contract/predict.js';
import type {Configuration} from '../../src/evidence/model.js';
import {expressContract} from './express.js';
import {opaqueVariables} from './support.js';

const uvicorn = ['python', '-m', 'uvicorn', 'app.main_simple:app', '--host', '0.0.0.0', '--port', '8000'];

describe('the contract speaks for a service', () => {
  it.each([
    [{configured: true}, 'the configuration names it'],
    [{cmd: uvicorn}, "the image's CMD runs app.main_simple:app"],
    [{entrypoint: ['sh', '-c'], cmd: [uvicorn.join(' ')]}, "the image's CMD runs app.main_simple:app"],
    [{startCommand: uvicorn.join(' '), cmd: ['other']}, "the service's StartCommand runs app.main_simple:app"],
    [{labels: {'nerava-diag.contract': 'nerava-backend'}}, "the image's label nerava-diag.contract names it"],
    [
      {files: ['app/app/main_simple.py', '/app/app/core/startup_validation.py', '/etc/passwd']},
      'the image carries /app/app/main_simple.py, /app/app/core/startup_validation.py',
    ],
  ])('%j', (hints, reason) => {
    expect(speaksFor(neravaContract, hints)).toBe(reason);
  });

  it.each([
    [{}],
    [{configured: false}],
    [{cmd: ['python', '-m', 'uvicorn', 'app.main:app']}],
    [{cmd: ['python', '-m', 'uvicorn', 'myapp.main_simple:app']}],
    [{cmd: ['python', '-m', 'uvicorn', 'app.main_simple:application']}],
    [{cmd: ['python', '-m', 'uvicorn', 'other.app.main_simple:app']}],
    // What runs is the StartCommand; the CMD it replaces says nothing.
    [{startCommand: 'node server.js', cmd: uvicorn}],
    [{files: ['/app/app/main_simple.py']}],
    [{labels: {'nerava-diag.contract': 'orders-api'}}],
  ])('and stays silent for %j', (hints) => {
    expect(speaksFor(neravaContract, hints)).toBeUndefined();
  });

  it('of another team by its own signs', () => {
    expect(speaksFor(expressContract, {cmd: ['node', 'dist/server.js']})).toBe("the image's CMD runs dist/server.js");
    expect(speaksFor(expressContract, {cmd: uvicorn})).toBeUndefined();
  });
});

describe('a value is shown', () => {
  it.each(['prod', 'PROD', ' prod', 'true', 'us-east-1', 'twilio_verify', ''])('%j', (value) => {
    expect(shownValue(neravaContract, 'ENV', value)).toBe(value);
  });

  it.each(['a b', 'prod\n', '\u001b[31mprod', 'https://user:pw@h', 'x'.repeat(41), 'AKIAIOSFODNN7EXAMPLE', '"prod"'])(
    'but not %j',
    (value) => {
      expect(shownValue(neravaContract, 'ENV', value)).toBeUndefined();
    },
  );

  it('but not of a variable that the contract does not name', () => {
    expect(shownValue(neravaContract, 'REDIS_URL', 'word')).toBeUndefined();
  });
});

describe('the environment of a configuration', () => {
  const variables = opaqueVariables(neravaContract, {ENV: 'prod', STRICT_STARTUP_VALIDATION: 'false'});
  const configuration: Configuration = {
    variables,
    secrets: [{name: 'JWT_SECRET', kind: 'ssm', reference: '/example/jwt'}],
  };
  const image = opaqueVariables(neravaContract, {ENV: 'local', DEMO_MODE: 'true'}).map((variable) => ({
    ...variable,
    source: 'image' as const,
  }));

  it('is what-if over service over image', () => {
    const gates = (lookup: ReturnType<typeof lookupConfiguration>) => predict(neravaContract, lookup).gates;
    expect(gates(lookupConfiguration(configuration))).toEqual({
      env: 'prod',
      local: false,
      production: true,
      skip: false,
      strict: false,
    });
    expect(gates(lookupConfiguration({...configuration, variables: []}, {}, image))['env']).toBe('local');
    expect(gates(lookupConfiguration(configuration, {set: {ENV: 'staging'}}, image))['env']).toBe('staging');
    expect(gates(lookupConfiguration(configuration, {unset: ['ENV']}, image))['env']).toBe('dev');
  });

  it('hides secrets and shows what the image sets', () => {
    const {checks} = predict(neravaContract, lookupConfiguration(configuration, {}, image));
    const status = (id: string) => checks.find((check) => check.id === id);
    expect(status('jwt-secret')).toMatchObject({
      status: 'unknown',
      message: 'Depends on JWT_SECRET, whose value cannot be seen',
    });
    expect(status('demo-mode')?.status).toBe('fail');
    expect(status('redis-url')).toMatchObject({status: 'fail', message: 'REDIS_URL is not set or empty'});
  });
});
