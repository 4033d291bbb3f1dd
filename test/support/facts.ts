import {neravaContract} from '../../src/contract/nerava.js';
import {observe, predictStartup, shownValue} from '../../src/contract/predict.js';
import {disabledBy} from '../../src/engine/derive.js';
import type {Fact, FactId, FactSet, Facts} from '../../src/engine/rule.js';
import {describeValue, fingerprint} from '../../src/evidence/describe-value.js';
import {examine} from '../../src/evidence/examination.js';
import {EVIDENCE_IDS} from '../../src/evidence/ids.js';
import type {Image, LogEvent, Operation, Service, Variable} from '../../src/evidence/model.js';
import {parseAppRunnerEvents} from '../../src/logs/events.js';
import {toRecords} from '../../src/logs/records.js';

/** Synthetic facts for tests of rules and causes. Times count in seconds from the operation's start. */

export const START = Date.parse('2026-01-20T10:00:00Z');
export const OPERATION_ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const REPOSITORY = '111122223333.dkr.ecr.us-east-1.amazonaws.com/my-api';
const INSTANCE = 'instance/0f0e0d0c0b0a09080706050403020100';

export type PartialFacts = {readonly [K in FactId]?: Facts[K] | Fact<Facts[K]>};

/** A fact set in which everything that is not given was not asked for. */
export function facts(given: PartialFacts = {}): FactSet {
  const ids: readonly FactId[] = [
    ...EVIDENCE_IDS,
    'examination',
    'events',
    'later-events',
    'attribution',
    'app-records',
    'ladder',
    'prediction',
  ];
  return Object.fromEntries(
    ids.map((id) => {
      const value = given[id];
      if (value === undefined) return [id, {status: 'skipped', why: 'not asked for'}];
      return [id, isFact(value) ? value : {status: 'collected', value}];
    }),
  ) as unknown as FactSet;
}

function isFact(value: object): value is Fact<never> {
  const {status} = value as {status?: unknown};
  return (
    typeof status === 'string' && ['collected', 'absent', 'denied', 'error', 'timeout', 'skipped'].includes(status)
  );
}

export const absent = (why = 'it is not there') => ({status: 'absent' as const, why});
export const denied = (why = 'access denied') => ({status: 'denied' as const, why, fix: 'grant it'});

export type Line =
  | string
  | readonly [seconds: number, text: string]
  | readonly [seconds: number, text: string, stream: string];

/** App Runner's lines, one second apart where no time is given. */
export function events(...lines: readonly Line[]): Facts['events'] {
  return parseAppRunnerEvents(toEvents(lines, 'events'));
}

/** The application's lines of one new instance. */
export function app(...lines: readonly Line[]): Facts['app-records'] {
  return toRecords(toEvents(lines, INSTANCE));
}

function toEvents(lines: readonly Line[], stream: string): LogEvent[] {
  return lines.map((line, index) => {
    const [seconds, message, own] = typeof line === 'string' ? [index, line] : line;
    return {timestamp: START + seconds * 1000, message, stream: own ?? stream};
  });
}

export function operation(given: Partial<Operation> = {}): Operation {
  return {
    id: OPERATION_ID,
    type: 'UPDATE_SERVICE',
    status: 'ROLLBACK_SUCCEEDED',
    startedAt: START,
    endedAt: START + 1_200_000,
    ...given,
  };
}

export function examination(...operations: readonly Partial<Operation>[]): Facts['examination'] {
  const all = operations.length === 0 ? [operation()] : operations.map((given) => operation(given));
  return examine(all, START + 3_600_000);
}

export function variable(name: string, value: string): Variable {
  const shown = shownValue(neravaContract, name, value);
  return {
    name,
    source: 'plain',
    length: [...value].length,
    fingerprint: fingerprint('salt', value),
    traits: describeValue(value),
    observations: observe(neravaContract, name, value),
    ...(shown !== undefined && {shown}),
  };
}

export function service(
  given: Partial<Service> = {},
  variables: {readonly [name: string]: string} = {},
  secrets: readonly string[] = [],
): Service {
  return {
    name: 'my-api',
    id: '0123456789abcdef0123456789abcdef',
    arn: 'arn:aws:apprunner:us-east-1:111122223333:service/my-api/0123456789abcdef0123456789abcdef',
    region: 'us-east-1',
    account: '111122223333',
    status: 'RUNNING',
    source: {kind: 'image', image: `${REPOSITORY}:v1`, repositoryType: 'ECR'},
    ...given,
    configuration: {
      port: '8000',
      variables: Object.entries(variables).map(([name, value]) => variable(name, value)),
      secrets: secrets.map((name) => ({
        name,
        kind: 'secrets-manager' as const,
        reference: `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}-AbCdEf`,
      })),
      ...given.configuration,
    },
  };
}

export function image(given: Partial<Image> = {}): Image {
  return {
    reference: `${REPOSITORY}:v2`,
    registryAccount: '111122223333',
    region: 'us-east-1',
    repository: 'my-api',
    tag: 'v2',
    digest: `sha256:${'2'.repeat(64)}`,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    ...given,
    ...(given.config !== undefined || given.index !== undefined
      ? {}
      : {config: {os: 'linux', architecture: 'amd64', cmd: ['python', '-m', 'uvicorn', 'app.main:app']}}),
  };
}

/** Lines of a deployment that is pulled well and then fails as told. */
export function pulledThen(...lines: readonly Line[]): Facts['events'] {
  return events(
    [0, `[AppRunner] Deployment with ID : ${OPERATION_ID} started. Triggering event : SERVICE_UPDATE`],
    [5, `[AppRunner] Pulling image ${REPOSITORY}:v2 from ECR repository.`],
    [40, '[AppRunner] Successfully pulled your application image from ECR.'],
    ...lines,
  );
}

export const EXIT_1: Line = [
  120,
  '[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 1',
];
export const FAILED: Line = [140, `[AppRunner] Deployment with ID : ${OPERATION_ID} failed.`];
export const PROVISIONING: Line = [
  50,
  '[AppRunner] Provisioning instances and deploying image for publicly accessible service.',
];
export const CHECKING: Line = [
  60,
  "[AppRunner] Performing health check on protocol `HTTP` [Path: '/healthz'], [Port: '8000'].",
];
export const CHECK_FAILED: Line = [
  900,
  "[AppRunner] Health check failed on protocol `HTTP`[Path: '/healthz'], [Port: '8000']. Check your configured port number. For more information, see the application logs.",
];

/** App Runner's line about the end of the container. */
export function exited(code: number): Line {
  return [
    120,
    `[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: ${code}`,
  ];
}

/** A service with this start command. */
export function runs(startCommand: string): Service {
  return service({configuration: {port: '8000', variables: [], secrets: [], startCommand}});
}

/** A contract's judgement of an environment, by default the built-in one's. */
export function predicted(
  env: {readonly [name: string]: string},
  secrets: readonly string[] = [],
  configuration: Facts['prediction']['configuration'] = 'current',
  contract = neravaContract,
): Facts['prediction'] {
  const prediction = predictStartup(env, {secrets, contract});
  return {
    prediction,
    ...disabledBy(contract, prediction),
    appliesBecause: 'the test says so',
    configuration,
    refusals: {rungs: []},
  };
}
