import {describe, expect, it} from 'vitest';
import {type ChoiceInput, chooseImages} from '../../../src/evidence/collectors/choose-images.js';
import {examine} from '../../../src/evidence/examination.js';
import type {Operation, Service} from '../../../src/evidence/model.js';
import {ARN, FAILED, GOOD, REGISTRY, SERVICE_ID} from '../../support/incident.js';

const MINUTE = 60_000;
const START = Date.parse('2026-01-23T16:20:00Z');

function input(more: {
  image?: string;
  status?: string;
  operation?: Partial<Operation>;
  lines?: readonly (readonly [minutes: number, image: string])[];
  good?: string;
  bad?: string;
  reach?: boolean;
  unread?: string;
}): ChoiceInput {
  const service: Omit<Service, 'configuration'> = {
    name: 'my-api',
    id: SERVICE_ID,
    arn: ARN,
    region: 'us-east-1',
    account: '111122223333',
    ...(more.status !== undefined && {status: more.status}),
    source: {kind: 'image', image: `${REGISTRY}/${more.image ?? 'my-api:v24'}`, repositoryType: 'ECR'},
  };
  const operations: Operation[] = [
    {id: FAILED, type: 'UPDATE_SERVICE', status: 'ROLLBACK_SUCCEEDED', startedAt: START, ...more.operation},
    {id: GOOD, type: 'UPDATE_SERVICE', status: 'SUCCEEDED', startedAt: START - 60 * MINUTE},
  ];
  return {
    service,
    examination: examine(operations, START + 30 * MINUTE),
    good: more.good,
    bad: more.bad,
    lines: (more.lines ?? []).map(([minutes, image]) => ({
      timestamp: START + minutes * MINUTE,
      stream: 'events',
      message: `[AppRunner] Pulling image ${REGISTRY}/${image} from ECR repository.`,
    })),
    linesReachBack: more.reach ?? true,
    unread: more.unread,
  };
}

function references(choice: ChoiceInput): [string, string] {
  const words = (c: ReturnType<typeof chooseImages>['running'] | undefined): string => {
    if (c === undefined) return 'not yet known';
    if ('address' in c) return c.address.reference.replace(`${REGISTRY}/`, '');
    return 'absent' in c ? 'absent' : 'unknown';
  };
  const {attempted, running} = chooseImages(choice);
  return [words(attempted), words(running)];
}

describe('attempted and running image', () => {
  it.each<[string, Parameters<typeof input>[0], [string, string]]>([
    [
      'after a rollback: the first line, not the one that pulls the old image again',
      {
        lines: [
          [0.2, 'my-api:v32'],
          [4, 'my-api:v24'],
        ],
      },
      ['my-api:v32', 'my-api:v24'],
    ],
    ['lines of the deployment before do not count', {lines: [[-50, 'my-api:v24']]}, ['unknown', 'my-api:v24']],
    ['lines that do not reach back leave it open', {reach: false}, ['not yet known', 'my-api:v24']],
    [
      'StartDeployment pulls the configured image anew',
      {operation: {type: 'START_DEPLOYMENT'}},
      ['my-api:v24', 'my-api:v24'],
    ],
    [
      'while a deployment runs the configuration is the target',
      {image: 'my-api:v32', operation: {status: 'IN_PROGRESS'}, lines: [[-60, 'my-api:v24']]},
      ['my-api:v32', 'my-api:v24'],
    ],
    [
      'while it rolls back a line settles what the configuration shows',
      {operation: {status: 'ROLLBACK_IN_PROGRESS'}, lines: [[0.2, 'my-api:v32']]},
      ['my-api:v32', 'my-api:v24'],
    ],
    [
      'while it rolls back and shows the target',
      {
        image: 'my-api:v32',
        operation: {status: 'ROLLBACK_IN_PROGRESS'},
        lines: [
          [-60, 'my-api:v24'],
          [0.2, 'my-api:v32'],
        ],
      },
      ['my-api:v32', 'my-api:v24'],
    ],
    [
      'of a failed creation nothing runs',
      {status: 'CREATE_FAILED', operation: {type: 'CREATE_SERVICE', status: 'FAILED'}},
      ['my-api:v24', 'absent'],
    ],
    [
      'what the user names wins',
      {good: 'v20', bad: 'other:v9', lines: [[0.2, 'my-api:v32']]},
      ['other:v9', 'my-api:v20'],
    ],
    ['public images are not read', {image: '../public'}, ['unknown', 'unknown']],
  ])('%s', (_, more, expected) => {
    expect(references(input(more))).toEqual(expected);
  });

  it('does not say that no line names the image where the lines could not be read', () => {
    const why = (more: Parameters<typeof input>[0]) => chooseImages(input(more)).attempted;
    expect(why({})).toMatchObject({skipped: expect.stringContaining('no "Pulling image" line')});
    expect(why({unread: 'logs:GetLogEvents is denied'})).toMatchObject({
      skipped:
        'which image was attempted is not known: the service log could not be read (logs:GetLogEvents is denied)',
    });
  });
});
