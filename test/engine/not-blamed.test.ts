import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import {bundleOf, pulledLines} from '../support/bundle.js';
import {CHECKING, EXIT_1, FAILED, image, REPOSITORY, START, service, variable} from '../support/facts.js';

// What is true of a service, and yet is not why a deployment failed. Each was confirmed once.

type Parts = NonNullable<Parameters<typeof bundleOf>[0]>;
type Lines = Exclude<Parts['applicationLog'], undefined>;

const FAILING: Parts = {serviceLog: pulledLines(CHECKING, EXIT_1, FAILED), applicationLog: null};
const EXIT_137 = [100, '[AppRunner] Your application stopped or failed to start. Container exit code: 137'] as const;
const SUCCEEDED: Parts = {
  operations: [{status: 'SUCCEEDED'}],
  serviceLog: pulledLines([110, '[AppRunner] Successfully routed incoming traffic to application.']),
};
const LISTENS = [70, 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)'] as const;
const COMMAND = 'python -m uvicorn app.main_simple:app --port 8000';

function judged(parts: Parts) {
  const {outcome, causes, headline, findings} = diagnose(bundleOf(parts), {contract: neravaContract});
  return {
    outcome,
    headline,
    findings: findings.map(({rule}) => rule),
    verdicts: Object.fromEntries(causes.map(({cause, verdict}) => [cause, verdict])),
  };
}

const configured = (variables: {readonly [name: string]: string}) =>
  service({
    configuration: {
      port: '8000',
      startCommand: COMMAND,
      variables: Object.entries(variables).map(([name, value]) => variable(name, value)),
      secrets: [],
    },
  });
const supplied = {name: 'UpdateService', at: START + 1000, by: 'pipeline', variables: 'supplied' as const};

describe('a failed deployment is not explained by', () => {
  it.each<readonly [string, string, string, NonNullable<Parts['evidence']>]>([
    [
      'a domain that nobody validated',
      'custom-domain',
      'domain-not-validated',
      {domains: [{name: 'www.example.com', status: 'PENDING_CERTIFICATE_DNS_VALIDATION', pendingRecords: []}]},
    ],
    [
      'a retry that was rejected while it ran',
      'operation-race',
      'operations-overlap',
      {'change-history': [{name: 'StartDeployment', at: START + 600_000, by: 'a', errorCode: 'InvalidStateException'}]},
    ],
    [
      'a newer push to another repository',
      'stale-image',
      'newer-image-in-sibling',
      {
        'image-running': image({tag: 'v1', reference: `${REPOSITORY}:v1`, pushedAt: START - 1e9}),
        'sibling-repositories': [{repository: 'my_api', newestPushAt: START - 5e8, newestTag: 'x'}],
      },
    ],
  ])('%s', (_what, cause, finding, evidence) => {
    const found = judged({...FAILING, evidence: {'image-attempted': image(), ...evidence}});
    expect(found.verdicts[cause]).toBeUndefined();
    expect(found.outcome).toBe('inconclusive');
    // It is told of all the same.
    expect(found.findings).toContain(finding);
  });

  it('one host that did not answer once, where the routes lead to a NAT gateway', () => {
    const network = {
      connector: {
        arn: 'arn:aws:apprunner:us-east-1:111122223333:vpcconnector/c/1/1',
        status: 'ACTIVE',
        exists: true,
        securityGroups: [],
        subnets: [{id: 'subnet-1', exists: true, defaultRoute: 'nat' as const}],
      },
    };
    const lines: Lines = [
      [70, 'ERROR: could not send telemetry: ConnectTimeoutError https://telemetry.example.com timed out'],
      [75, 'terminated'],
    ];
    const {verdicts} = judged({
      ...FAILING,
      service: service({egress: {type: 'VPC'}}),
      applicationLog: lines,
      evidence: {network},
    });
    expect(verdicts['no-internet-egress']).toBe('ruled-out');
    const running = judged({
      ...SUCCEEDED,
      service: service({egress: {type: 'VPC'}}),
      applicationLog: [LISTENS, [300, 'requests.exceptions.ConnectTimeout: https://hooks.example.com/x timed out']],
      evidence: {network, 'image-attempted': image()},
    });
    expect(running.outcome).toBe('healthy');
  });

  it('a remark on a variable without which the start went on', () => {
    const lines = (...texts: string[]): Lines => texts.map((text, i) => [70 + i, text] as const);
    const killed = {serviceLog: pulledLines(CHECKING, EXIT_137, FAILED)};
    const optional = judged({
      ...killed,
      applicationLog: lines('SENTRY_DSN is not set, error reporting disabled', 'Loading model weights'),
    });
    expect(optional.verdicts['missing-env']).not.toBe('confirmed');
    expect(optional.headline).toContain('memory');
    const steps = Array.from({length: 12}, (_, i) => `step ${i}`);
    const early = judged({...FAILING, applicationLog: lines('ERROR: CACHE_DIR is not set', ...steps)});
    expect(early.verdicts['missing-env']).toBe('possible');
    const last = judged({...FAILING, applicationLog: lines(...steps, 'ERROR: CACHE_DIR is not set')});
    expect(last.verdicts['missing-env']).toBe('confirmed');
  });
});

describe('a running service does not fail by', () => {
  it('one job that found no memory', () => {
    const one = judged({
      ...SUCCEEDED,
      applicationLog: [LISTENS, [200, 'ERROR ffmpeg: Cannot allocate memory, job 17 skipped']],
      evidence: {'image-attempted': image()},
    });
    expect(one.outcome).toBe('healthy');
  });

  it('a domain that waits while a deployment is under way', () => {
    const {verdicts, findings} = judged({
      operations: [{status: 'IN_PROGRESS', endedAt: undefined as unknown as number}],
      serviceLog: pulledLines(CHECKING),
      applicationLog: [LISTENS],
      evidence: {
        domains: [{name: 'www.example.com', status: 'PENDING_CERTIFICATE_DNS_VALIDATION', pendingRecords: []}],
      },
    });
    expect(verdicts['custom-domain']).toBeUndefined();
    expect(findings).toContain('domain-not-validated');
  });
});

describe('what was kept after a rollback', () => {
  const refusal: Lines = [
    [70, 'Startup validation failed: REDIS_URL is not set'],
    [71, 'STRICT_STARTUP_VALIDATION enabled - exiting'],
  ];
  const lenient = configured({ENV: 'prod', STRICT_STARTUP_VALIDATION: 'false'});

  it('does not take back what the application said of itself', () => {
    const {verdicts, outcome} = judged({
      ...FAILING,
      service: lenient,
      applicationLog: refusal,
      evidence: {'image-attempted': image(), 'change-history': [supplied]},
    });
    expect(verdicts['startup-validation']).toBe('confirmed');
    // The variable that the refusal names is its reason, no second cause.
    expect(verdicts['missing-env']).not.toBe('confirmed');
    expect(outcome).toBe('failing');
  });

  it.each([
    ['is not what ran: the update brought its own', [supplied], undefined],
    ['may not be what ran', [], 'not ruled out'],
    ['is what ran: the update left them out', [{...supplied, variables: 'omitted' as const}], 'ruled-out'],
  ] as const)('%s', (_what, history, expected) => {
    const {verdicts} = judged({
      ...FAILING,
      service: lenient,
      evidence: {'image-attempted': image(), 'change-history': [...history]},
    });
    if (expected === 'ruled-out') expect(verdicts['startup-validation']).toBe('ruled-out');
    else expect(verdicts['startup-validation']).not.toBe('ruled-out');
  });

  it('does not confirm a value that cannot be used where the process was killed, or other variables ran', () => {
    const bad = configured({ENV: 'dev', PLATFORM_FEE_BPS: ''});
    const killed = judged({
      serviceLog: pulledLines(CHECKING, EXIT_137, FAILED),
      applicationLog: null,
      service: bad,
      operations: [{type: 'START_DEPLOYMENT'}],
      evidence: {'image-attempted': image()},
    });
    expect(killed.verdicts['invalid-env-value']).not.toBe('confirmed');
    expect(killed.verdicts['out-of-memory']).toBe('possible');
    const others = judged({
      ...FAILING,
      service: bad,
      evidence: {'image-attempted': image(), 'change-history': [supplied]},
    });
    expect(others.verdicts['invalid-env-value']).toBe('possible');
  });
});

describe('a private database', () => {
  const database = (lines: Lines, host: string): Parts => ({
    ...FAILING,
    service: service({
      egress: {type: 'DEFAULT'},
      configuration: {port: '8000', variables: [variable('DATABASE_URL', `postgresql://u:p@${host}/x`)], secrets: []},
    }),
    applicationLog: lines,
  });

  it('is not blamed for a try that was repeated with success', () => {
    const {verdicts} = judged(
      database(
        [
          [70, 'ERROR psycopg2: Connection timed out, retrying (attempt 1)'],
          [72, 'INFO database connected'],
          [73, 'Traceback (most recent call last):\n  File "/app/x.py", line 1, in <module>\nKeyError: \'API_KEY\''],
        ],
        '10.0.0.5',
      ),
    );
    expect(verdicts['missing-env']).toBe('confirmed');
    expect(verdicts['private-database-without-vpc']).not.toBe('confirmed');
  });

  it('is not blamed for a name of another host that does not resolve', () => {
    const {verdicts} = judged(
      database(
        [
          [
            70,
            'redis.exceptions.ConnectionError: Error -2 connecting to redis-typo.example.com:6379. Name or service not known.',
          ],
        ],
        'db.abc123.us-east-1.rds.amazonaws.com',
      ),
    );
    expect(verdicts['private-database-without-vpc']).not.toBe('confirmed');
  });

  it('that answered, and said that a table is new, does not clear another one that does not answer', () => {
    const {verdicts, outcome} = judged({
      ...FAILING,
      applicationLog: [
        [70, 'WARNING: relation "alembic_version" does not exist, creating it'],
        [
          80,
          'Traceback (most recent call last):\n  File "/app/x.py", line 1, in <module>\nredis.exceptions.ConnectionError: Error 110 connecting to cache.example.com:6379. Connection timed out.',
        ],
      ],
    });
    expect(verdicts['database-unreachable']).toBe('confirmed');
    expect(outcome).toBe('failing');
  });
});
