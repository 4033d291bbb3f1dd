import {describe, expect, it} from 'vitest';
import {describeEnvironment} from '../../src/app/environment.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import type {Baseline, Operation} from '../../src/evidence/model.js';
import {type BundleParts, bundleOf, pulledLines} from '../support/bundle.js';
import {CHECKING, EXIT_1, FAILED, image, OPERATION_ID, START, service, variable} from '../support/facts.js';

const BACKEND = image({
  config: {os: 'linux', architecture: 'amd64', cmd: ['python', '-m', 'uvicorn', 'app.main_simple:app']},
});
const SATISFIED = {
  ENV: 'prod',
  JWT_SECRET: 'k3y-of-sufficient-length-and-randomness-0123456789',
  DATABASE_URL: 'postgresql+psycopg2://app:pw@db.internal:5432/app',
  REDIS_URL: 'redis://cache.internal:6379/0',
  TOKEN_ENCRYPTION_KEY: 'rPshC9bI-0482RC0okoq2bswsvslPGSdjePalw1WA5Q=',
  ALLOWED_ORIGINS: 'https://app.example.com',
  PUBLIC_BASE_URL: 'https://api.example.com',
  FRONTEND_URL: 'https://app.example.com',
  TWILIO_ACCOUNT_SID: 'AC0123456789',
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_VERIFY_SERVICE_SID: 'VA0123456789',
};
/** A few variables, and everything that a rule can find wrong with them. */
const BROKEN = {ENV: 'prod', PLATFORM_FEE_BPS: '', REDIS_URL: '"redis://10.0.0.5:6379/0"'};
const BASELINE: Baseline = {
  description: 'good.json',
  variables: Object.entries(SATISFIED).map(([name, value]) => variable(name, value)),
  secrets: [],
};

const since = (given: Partial<Operation> = {}): Partial<Operation> => ({
  id: 'f'.repeat(32),
  type: 'UPDATE_SERVICE',
  status: 'SUCCEEDED',
  startedAt: START + 3_600_000,
  endedAt: START + 3_900_000,
  ...given,
});

/** An old deployment that was asked for: it exited with 1 and left no log. */
function old(type: string, later: Partial<Operation>, env: {readonly [name: string]: string}, more: BundleParts = {}) {
  const bundle = bundleOf({
    operations: [later, {type}],
    service: service({}, env),
    serviceLog: pulledLines(CHECKING, EXIT_1, FAILED),
    ...more,
    evidence: {'image-attempted': BACKEND, ...more.evidence},
  });
  const asked = {...bundle, request: {...bundle.request, deployment: OPERATION_ID}};
  return {report: diagnose(asked, {contract: neravaContract}), env: describeEnvironment(asked, neravaContract)};
}

const verdictOf = ({report}: ReturnType<typeof old>, id: string) =>
  report.causes.find(({cause}) => cause === id)?.verdict;

describe('an old deployment, after which an update changed the configuration', () => {
  it.each(['START_DEPLOYMENT', 'UPDATE_SERVICE'])('%s: nothing is ruled out by what is set now', (type) => {
    const answer = old(type, since(), SATISFIED);
    expect(answer.report.startup?.configuration).toBe('changed-since');
    expect(verdictOf(answer, 'startup-validation')).toBe('possible');
    expect(verdictOf(answer, 'env-wiped')).not.toBe('ruled-out');
    expect(answer.report.hypotheses.map(({verdict}) => verdict)).not.toContain('ruled-out');
    expect(answer.report.findings.map(({text}) => text).join('\n')).toMatch(
      /An update has changed the configuration since/,
    );
  });

  it.each(['START_DEPLOYMENT', 'UPDATE_SERVICE'])('%s: nothing is blamed for what is set now', (type) => {
    const {report} = old(type, since(), BROKEN, {
      service: service({egress: {type: 'DEFAULT'}}, BROKEN),
      applicationLog: [[70, "KeyError: 'ENV'"]],
      evidence: {
        baseline: BASELINE,
        'image-running': {...BACKEND, reference: 'my-api:v1', digest: 'sha256:1'},
        'change-history': [{name: 'UpdateService', at: START - 60_000, variables: 'supplied'}],
      },
    });
    expect(report.causes.filter(({verdict}) => verdict === 'confirmed' || verdict === 'likely')).toEqual([]);
    const aboutVariables = report.findings.filter(({at}) =>
      at.some(({evidence, path}) => evidence === 'baseline' || path?.startsWith('configuration.variables')),
    );
    expect(aboutVariables).toEqual([]);
    expect(report.changes.filter(({what}) => what.includes('variables'))).toEqual([]);
  });

  it.each(['START_DEPLOYMENT', 'UPDATE_SERVICE'])('%s: nor for the command that is set now', (type) => {
    const startCommand = 'cd /app && celery -A app worker';
    const later = {service: service({configuration: {startCommand, variables: [], secrets: []}})};
    const log: BundleParts = {applicationLog: [[70, 'celery@host ready.']]};
    expect(old(type, since(), {}, {...later, ...log}).report.findings.map(({rule}) => rule)).not.toContain(
      'other-program-runs',
    );
    const {report} = old(type, since(), {}, later);
    expect(report.causes.filter(({verdict}) => verdict === 'confirmed' || verdict === 'likely')).toEqual([]);
    // Where nothing changed since, the command counts, as far as what was rolled back to does not run with it.
    const rolledBack = old(type, since({status: 'ROLLBACK_SUCCEEDED'}), {}, later);
    expect(verdictOf(rolledBack, 'bad-start-command')).toBe('possible');
  });

  it('takes the word of the application for a variable that it missed, whatever is set now', () => {
    const {report} = old('START_DEPLOYMENT', since(), SATISFIED, {
      applicationLog: [[70, "KeyError: 'REDIS_URL'"]],
    });
    expect(report.findings.map(({rule}) => rule)).toContain('missing-variable-error');
  });

  it('reads the port from no later configuration', () => {
    const later = {
      service: service({configuration: {port: '9999', variables: [], secrets: []}}),
      serviceLog: pulledLines(FAILED),
      applicationLog: [[70, 'Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)']],
    } satisfies BundleParts;
    const rules = (status: string): string[] =>
      old('START_DEPLOYMENT', since({status}), {}, later).report.findings.map(({rule}) => rule);
    expect(rules('ROLLBACK_SUCCEEDED')).toContain('listen-port-differs');
    expect(rules('SUCCEEDED')).not.toContain('listen-port-differs');
  });

  it('names no check in its headline', () => {
    const {report} = old(
      'UPDATE_SERVICE',
      since(),
      {ENV: 'prod'},
      {
        applicationLog: [[70, '[STARTUP ERROR] Startup validation failed: JWT_SECRET must not be a default']],
      },
    );
    expect(report.causes[0]).toMatchObject({cause: 'startup-validation', verdict: 'confirmed'});
    expect(report.headline).not.toContain('at the check');
  });

  it.each(['START_DEPLOYMENT', 'UPDATE_SERVICE'])('%s: env says that it shows a later one', (type) => {
    const {env} = old(type, since(), SATISFIED);
    expect(env.configuration).toBe('changed-since');
    expect(env.explanation).toBe(
      `the configuration of a later update (UPDATE_SERVICE ${'f'.repeat(32)}); ${type} ${OPERATION_ID} may have run with another one`,
    );
  });

  it('is changed by an update that is under way, too', () => {
    const later = since({status: 'IN_PROGRESS'});
    const {env} = old('START_DEPLOYMENT', later, SATISFIED, {
      service: service({status: 'OPERATION_IN_PROGRESS'}, SATISFIED),
    });
    expect(env.configuration).toBe('changed-since');
  });
});

describe('an old deployment, after which the configuration stayed', () => {
  it.each<[string, string, Partial<Operation>, string]>([
    ['a later update was rolled back', 'START_DEPLOYMENT', {status: 'ROLLBACK_SUCCEEDED'}, 'current'],
    ['a later deployment brought none', 'START_DEPLOYMENT', {type: 'START_DEPLOYMENT'}, 'current'],
    ['a later deployment brought none', 'UPDATE_SERVICE', {type: 'START_DEPLOYMENT'}, 'rolled-back-to'],
  ])('%s (%s)', (_, type, later, configuration) => {
    const answer = old(type, since(later), SATISFIED);
    expect(answer.env.configuration).toBe(configuration);
    expect(answer.report.startup?.configuration).toBe(configuration);
    // An update may have brought variables of its own, which are not visible after its rollback.
    const isItsOwn = type === 'START_DEPLOYMENT';
    expect(verdictOf(answer, 'startup-validation')).toBe(isItsOwn ? 'ruled-out' : undefined);
  });

  it('is not the deployment under way, where that is a later one', () => {
    const later = since({type: 'START_DEPLOYMENT', status: 'IN_PROGRESS'});
    const {env} = old('START_DEPLOYMENT', later, SATISFIED, {
      service: service({status: 'OPERATION_IN_PROGRESS'}, SATISFIED),
    });
    expect(env.configuration).toBe('current');
  });
});
