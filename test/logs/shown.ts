import {type ShowLogsOptions, showLogs} from '../../src/app/show-logs.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {wholeText} from '../../src/terminal/stdout.js';
import {createStyle} from '../../src/terminal/style.js';
import type {Dataset} from '../support/fake-aws.js';

export const ID = '0123456789abcdef0123456789abcdef';
export const OLD = 'a'.repeat(32);
export const NEW = 'b'.repeat(32);
export const GOOD = '1'.repeat(32);
export const BAD = '2'.repeat(32);
export const CANARY = 'canary-Zx81mQpL77';
export const ARN = `arn:aws:apprunner:us-east-1:111122223333:service/my-api/${ID}`;

export const DATASET: Dataset = {
  now: '2026-01-23T18:00:00Z',
  services: [
    {
      name: 'my-api',
      id: ID,
      describe: {
        Status: 'RUNNING',
        SourceConfiguration: {
          ImageRepository: {
            ImageIdentifier: '111122223333.dkr.ecr.us-east-1.amazonaws.com/my-api:v1',
            ImageRepositoryType: 'ECR',
            ImageConfiguration: {Port: '8000', RuntimeEnvironmentVariables: {API_SECRET: CANARY}},
          },
        },
        HealthCheckConfiguration: {Protocol: 'HTTP', Path: '/healthz'},
      },
      operations: [
        {
          id: BAD,
          type: 'UPDATE_SERVICE',
          status: 'ROLLBACK_SUCCEEDED',
          startedAt: '2026-01-23T17:00:00Z',
          endedAt: '2026-01-23T17:10:00Z',
        },
        {
          id: GOOD,
          type: 'START_DEPLOYMENT',
          status: 'SUCCEEDED',
          startedAt: '2026-01-23T15:00:00Z',
          endedAt: '2026-01-23T15:05:00Z',
        },
      ],
      logs: {
        events: [
          ['2026-01-23T17:00:01Z', '[AppRunner] Service update started.'],
          [
            '2026-01-23T17:02:00Z',
            '[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 1',
          ],
        ],
        deployments: {
          [GOOD]: [['2026-01-23T17:00:02Z', '[AppRunner] a line of another deployment']],
          [BAD]: [['2026-01-23T17:00:05Z', '[AppRunner] Successfully pulled your application image from ECR.']],
        },
        instances: {
          [OLD]: [
            ['2026-01-23T15:02:00Z', 'old instance starts'],
            ['2026-01-23T17:01:00Z', 'INFO: 10.0.0.1:1 - "GET /healthz HTTP/1.1" 200 OK'],
            ['2026-01-23T17:01:05Z', 'INFO: 10.0.0.1:1 - "GET /healthz HTTP/1.1" 200 OK'],
            ['2026-01-23T17:01:30.500Z', 'old instance goes on'],
          ],
          [NEW]: [
            ['2026-01-23T17:01:30Z', `connecting with ${CANARY}`],
            ['2026-01-23T17:01:31Z', 'Traceback (most recent call last):'],
            ['2026-01-23T17:01:31Z', '  File "/app/main.py", line 1, in <module>'],
            ['2026-01-23T17:01:31Z', "KeyError: 'JWT_SECRET'"],
            ['2026-01-23T17:01:32Z', 'evil \u001b[2Jscreen\rCR\nLF \u202e bidi'],
            ['2026-01-23T17:01:33Z', '{"level":"error","msg":"it broke","user":7}'],
          ],
        },
      },
    },
  ],
};

export interface Shown {
  readonly out: string;
  readonly lines: string[];
  readonly notes: string[];
  readonly count: number;
  readonly denied: readonly string[];
}

/** Shows the logs of {@link DATASET}'s service, from before its first line on. */
export async function show(options: Partial<ShowLogsOptions> = {}): Promise<Shown> {
  const notes: string[] = [];
  let out = '';
  const {lines: count, denied} = await showLogs({
    service: ARN,
    since: Date.parse('2026-01-23T14:00:00Z'),
    until: Date.parse('2026-01-23T18:00:00Z'),
    group: 'all',
    follow: false,
    startup: false,
    insights: false,
    format: 'text',
    raw: false,
    local: false,
    short: false,
    style: createStyle(false),
    contract: neravaContract,
    contractConfigured: false,
    signal: new AbortController().signal,
    write: async (text) => {
      out += wholeText(text);
      return 'written';
    },
    note: (text) => notes.push(text),
    progress: () => {},
    ...options,
  });
  return {out, lines: out.split('\n').slice(0, -1), notes, count, denied};
}
