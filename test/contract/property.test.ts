import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Check, Condition, Contract} from '../../src/contract/model.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {predict, predictStartup} from '../../src/contract/predict.js';
import type {Prediction} from '../../src/contract/prediction.js';
import {expressContract} from './express.js';
import {opaqueLookup} from './support.js';
import {vectors} from './vectors.js';

/** Values that each variable is tried with: what the contract tells apart, and near misses. */
const FERNET = 'rPshC9bI-0482RC0okoq2bswsvslPGSdjePalw1WA5Q=';
const NERAVA_VALUES: {readonly [name: string]: readonly string[]} = {
  ENV: ['prod', 'PROD', 'local', 'dev', 'staging', '', ' prod', 'production'],
  STRICT_STARTUP_VALIDATION: ['true', 'false', 'TRUE', ' true', ''],
  SKIP_STARTUP_VALIDATION: ['true', 'false', '1'],
  JWT_SECRET: [
    '',
    'dev-secret',
    'dev-secret-change-me',
    'a-long-value',
    'sqlite:///./nerava.db',
    'postgresql://db.example.com/app',
  ],
  NERAVA_SECRET_KEY: ['', 'dev-secret', 'another-long-value'],
  DATABASE_URL: ['', 'SQLite:///x.db', 'postgresql://db.example.com/app', 'a-long-value', 'dev-secret-change-me'],
  REDIS_URL: ['', 'redis://localhost:6379/0', 'redis://cache.example.com:6379/0'],
  TOKEN_ENCRYPTION_KEY: ['', 'short', FERNET, `!${FERNET.slice(1)}`, 'x'.repeat(44)],
  ALLOWED_ORIGINS: ['', '*', 'https://app.example.com', 'https://*.example.com'],
  PUBLIC_BASE_URL: ['', 'http://LOCALHOST', 'http://127.0.0.1:8000', 'https://api.example.com'],
  FRONTEND_URL: ['', 'http://localhost:8001', 'https://app.example.com'],
  OTP_PROVIDER: ['', 'stub', 'twilio_verify', 'twilio_sms', 'other'],
  TWILIO_ACCOUNT_SID: ['', 'AC1'],
  TWILIO_AUTH_TOKEN: ['', 'token'],
  TWILIO_VERIFY_SERVICE_SID: ['', 'VA1'],
  OTP_FROM_NUMBER: ['', '+15555550100'],
  DEMO_MODE: ['true', 'false'],
  MERCHANT_AUTH_MOCK: ['True', ''],
  NERAVA_DEV_ALLOW_ANON_USER: ['true', 'no'],
  HUBSPOT_SEND_LIVE: ['true', 'false'],
  HUBSPOT_ENABLED: ['true', 'false'],
  HUBSPOT_PRIVATE_APP_TOKEN: ['', 'token'],
  HUBSPOT_PORTAL_ID: ['', '123'],
  APPLE_WALLET_SIGNING_ENABLED: ['true', 'false'],
  APPLE_WALLET_TEAM_ID: ['', 'TEAM'],
  PLATFORM_FEE_BPS: ['1500', '', 'abc', '1_000', ' ٣ '],
  CHARGER_RADIUS_M: ['1.5', 'inf', 'x'],
};

const EXPRESS_VALUES: {readonly [name: string]: readonly string[]} = {
  NODE_ENV: ['production', 'development', 'Production', ''],
  DATABASE_URL: [
    '',
    'postgres://u:p@db.example.com/orders',
    'postgres://u:p@third.example.com/orders',
    'mysql://u:p@db.example.com/orders',
    'postgres://replica.example.com/orders',
  ],
  POSTGRES_URL: ['', 'postgresql://u:p@db.example.com/orders', 'postgresql://u:p@other.example.com/orders'],
  REPLICA_URL: ['', 'postgres://u:p@db.example.com/orders', 'postgresql://u:p@db.example.com/orders'],
  SESSION_SECRET: ['', 'short', 'x'.repeat(31), '𝒳'.repeat(32), `ChangeMe${'x'.repeat(40)}`, 'x'.repeat(40)],
  LOG_LEVEL: ['INFO', 'debug', 'loud', ''],
  PORT: ['8080', 'http', '', '80.5'],
  PUBLIC_URL: ['https://orders.example.com', 'orders.example.com', ''],
  FEATURES: ['{}', '{', ''],
};

function environments(values: {readonly [name: string]: readonly string[]}): fc.Arbitrary<Record<string, string>> {
  const each = Object.entries(values).map(([name, candidates]) =>
    fc.option(fc.constantFrom(...candidates), {nil: undefined}).map((value) => [name, value] as const),
  );
  return fc
    .tuple(...each)
    .map((pairs) =>
      Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined)),
    );
}

const CASES = [
  {name: 'Nerava', contract: neravaContract, values: NERAVA_VALUES},
  {name: 'Express', contract: expressContract, values: EXPRESS_VALUES},
] as const;

describe('a prediction from observations', () => {
  it('is the prediction from the values, on the 400 runs', () => {
    for (const {env} of vectors) {
      expect(predict(neravaContract, opaqueLookup(neravaContract, env))).toEqual(predictStartup(env));
    }
  });

  it.each(CASES)('is the prediction from the values, whatever they are: $name', ({contract, values}) => {
    const wild = fc.dictionary(fc.constantFrom(...Object.keys(values)), fc.string({unit: 'binary', maxLength: 50}));
    fc.assert(
      fc.property(fc.oneof(environments(values), wild), (env) => {
        expect(predict(contract, opaqueLookup(contract, env))).toEqual(predictStartup(env, {contract}));
      }),
      {numRuns: 400},
    );
  });
});

/** Every environment in which the secrets have one of the tried values. */
function substitutions(
  env: Record<string, string>,
  secrets: readonly string[],
  values: {readonly [name: string]: readonly string[]},
): Record<string, string>[] {
  return secrets.reduce<Record<string, string>[]>(
    (environments, secret) => {
      // Of two values that must differ from everything else, one may happen to equal another variable's value.
      const candidates = [...(values[secret] ?? []), `unlikely-${secret}`, ...Object.values(env)];
      return environments.flatMap((e) => [...new Set(candidates)].map((value) => ({...e, [secret]: value})));
    },
    [env],
  );
}

function expectExact(contract: Contract, prediction: Prediction, possible: readonly Prediction[]): void {
  const outcomes = new Set(possible.map(({outcome}) => outcome));
  expect(prediction.outcome).toBe(outcomes.size === 1 ? [...outcomes][0] : 'unknown');
  if (prediction.outcome === 'crashes-on-import') return;
  const ran = possible.filter(({outcome}) => outcome !== 'crashes-on-import');
  for (const [index, check] of contract.checks.entries()) {
    const statuses = new Set(ran.map(({checks}) => checks[index]?.status));
    expect({[check.id]: prediction.checks[index]?.status}).toEqual({
      [check.id]: statuses.size === 1 ? [...statuses][0] : 'unknown',
    });
  }
  if (prediction.first !== null) {
    // Known to fail whatever the secrets are; what stops earlier is among those announced.
    for (const {first, gates} of ran) {
      // Where a secret decides whether any check runs at all, the first is the first if they run.
      if (prediction.gates['skip'] === null && gates['skip'] === true) continue;
      expect([prediction.first, ...prediction.mayStopEarlierAt]).toContain(first);
    }
  }
}

describe('a secret', () => {
  it.each(CASES)('makes unknown exactly what hangs on it: $name', ({contract, values}) => {
    fc.assert(
      fc.property(environments(values), fc.constantFrom(...Object.keys(values)), (env, secret) => {
        const prediction = predictStartup(env, {contract, secrets: [secret]});
        const possible = substitutions(env, [secret], values).map((e) => predictStartup(e, {contract}));
        expectExact(contract, prediction, possible);
      }),
      {numRuns: 250},
    );
  });

  it('makes unknown exactly what hangs on it, two at a time', () => {
    const two = fc.uniqueArray(fc.constantFrom(...Object.keys(NERAVA_VALUES)), {minLength: 2, maxLength: 2});
    fc.assert(
      fc.property(environments(NERAVA_VALUES), two, (env, secrets) => {
        const prediction = predictStartup(env, {secrets});
        const possible = substitutions(env, secrets, NERAVA_VALUES).map((e) => predictStartup(e));
        expectExact(neravaContract, prediction, possible);
      }),
      {numRuns: 15},
    );
  });

  it('makes unknown exactly what hangs on it, on the 400 runs', () => {
    for (const [index, {env}] of vectors.entries()) {
      const names = Object.keys(NERAVA_VALUES);
      const secret = names[index % names.length] as string;
      const prediction = predictStartup(env, {secrets: [secret]});
      const possible = substitutions(env, [secret], NERAVA_VALUES).map((e) => predictStartup(e));
      expectExact(neravaContract, prediction, possible);
    }
  });
});

describe('two questions about one secret', () => {
  const check = (id: string, when: Condition, variable: string): Check => ({
    id,
    title: id,
    when,
    fails: [{if: {variable, empty: true}, message: `${variable} is not set`, fix: 'Set it.'}],
    passes: 'set',
  });
  const production: Condition = {setting: 'stage', in: ['prod', 'live']};
  const contract: Contract = {
    ...expressContract,
    settings: {stage: {variables: ['STAGE'], default: 'dev', lowercase: true}},
    parses: [],
    gates: [{id: 'production', title: 'Production', condition: production}],
    checks: [
      check('key', {gate: 'production'}, 'KEY'),
      check('sandbox', {not: {gate: 'production'}}, 'SANDBOX'),
      check('exact', {all: [{variable: 'STAGE', equals: 'prod'}, {not: {gate: 'production'}}]}, 'EXACT'),
      check(
        'either',
        {
          any: [
            {variable: 'STAGE', isTrue: true},
            {variable: 'STAGE', isTrue: false},
          ],
        },
        'EITHER',
      ),
    ],
    questions: [],
  };
  const values = {
    STAGE: ['prod', 'PROD', 'live', 'dev', 'true', ''],
    KEY: ['', 'k'],
    SANDBOX: ['', 's'],
    EXACT: ['', 'e'],
    EITHER: ['', 'x'],
  };

  it('are not independent', () => {
    const prediction = predictStartup({EITHER: 'x'}, {contract, secrets: ['STAGE']});
    expect(prediction).toMatchObject({outcome: 'exits', first: null, mayStopEarlierAt: ['key', 'sandbox']});
    expect(prediction.checks.map(({status}) => status)).toEqual(['unknown', 'unknown', 'pass', 'pass']);
  });

  it('make unknown exactly what hangs on it', () => {
    const secret = fc.subarray(Object.keys(values), {minLength: 1, maxLength: 2});
    fc.assert(
      fc.property(environments(values), secret, (env, secrets) => {
        const possible = substitutions(env, secrets, values).map((e) => predictStartup(e, {contract}));
        expectExact(contract, predictStartup(env, {contract, secrets}), possible);
      }),
    );
  });
});

describe('a prediction', () => {
  it('never shows a value', () => {
    const names = Object.keys(NERAVA_VALUES).filter((name) => !neravaContract.shown.includes(name));
    const marked = fc
      .tuple(environments(NERAVA_VALUES), fc.constantFrom(...names), fc.constantFrom('', '*', 'localhost', 'sqlite:'))
      .map(([env, name, also]) => ({...env, [name]: `${also}c4n4ry-${name}`, ENV: 'c4n4ry of a secret put into ENV'}));
    fc.assert(
      fc.property(marked, (env) => {
        expect(JSON.stringify(predictStartup(env))).not.toContain('c4n4ry');
        expect(JSON.stringify(predict(neravaContract, opaqueLookup(neravaContract, env)))).not.toContain('c4n4ry');
      }),
    );
  });
});
