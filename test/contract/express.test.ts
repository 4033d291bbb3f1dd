import {describe, expect, it} from 'vitest';
import {loadContract, toYaml} from '../../src/contract/load.js';
import {predictStartup} from '../../src/contract/predict.js';
import {expressContract} from './express.js';

const good = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://u:p@db.example.com/orders',
  SESSION_SECRET: 'x'.repeat(40),
  PUBLIC_URL: 'https://orders.example.com',
  PORT: '8080',
};

function predict(change: Record<string, string | undefined>, secrets: readonly string[] = []) {
  const env = Object.fromEntries(
    Object.entries({...good, ...change}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return predictStartup(env, {contract: expressContract, secrets});
}

describe('the contract of another team', () => {
  it('lets a good environment start', () => {
    expect(predict({})).toEqual({
      contract: 'orders-api',
      outcome: 'starts',
      first: null,
      mayStopEarlierAt: [],
      gates: {production: true, environment: 'production'},
      checks: [
        {
          id: 'database',
          title: 'Database',
          status: 'pass',
          variables: ['DATABASE_URL', 'POSTGRES_URL', 'REPLICA_URL'],
          message: 'DATABASE_URL is a PostgreSQL URL',
        },
        {
          id: 'session-secret',
          title: 'Session secret',
          status: 'pass',
          variables: ['SESSION_SECRET'],
          message: 'SESSION_SECRET is long enough',
        },
        {id: 'log-level', title: 'Log level', status: 'pass', variables: ['LOG_LEVEL'], message: 'LOG_LEVEL is known'},
      ],
      parses: [],
    });
  });

  it('says what the documentation says of a bare environment', () => {
    const prediction = predictStartup(
      {NODE_ENV: 'production', PUBLIC_URL: 'https://orders.example.com'},
      {contract: expressContract},
    );
    expect(prediction).toMatchObject({outcome: 'exits', first: 'database'});
    expect(prediction.checks.map(({status}) => status)).toEqual(['fail', 'fail', 'pass']);
  });

  it.each([
    ['a required variable is missing', {PUBLIC_URL: undefined}, 'crashes-on-import', 'PUBLIC_URL is not set'],
    ['a number does not parse', {PORT: 'http'}, 'crashes-on-import', 'PORT is not a whole number'],
  ])('%s', (_name, change, outcome, message) => {
    const prediction = predict(change);
    expect(prediction.outcome).toBe(outcome);
    expect(prediction.parses[0]?.message).toContain(message);
    expect(prediction.checks.every(({status}) => status === 'not-run')).toBe(true);
  });

  it('ends at a failed check, for it knows no degraded start', () => {
    expect(predict({LOG_LEVEL: 'LOUD'})).toMatchObject({outcome: 'exits', first: 'log-level'});
    expect(predict({LOG_LEVEL: 'WARN'}).outcome).toBe('starts');
  });

  it('announces a secret before the failure', () => {
    expect(predict({LOG_LEVEL: 'LOUD'}, ['DATABASE_URL'])).toMatchObject({
      outcome: 'exits',
      first: 'log-level',
      mayStopEarlierAt: ['database'],
    });
    expect(predict({}, ['PORT'])).toMatchObject({outcome: 'unknown', parses: [{variable: 'PORT', status: 'unknown'}]});
  });

  it('survives being written and read again', () => {
    expect(loadContract(toYaml(expressContract), 'again.yaml')).toEqual(expressContract);
  });
});
