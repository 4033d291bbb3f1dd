import {readFileSync} from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import Collect from '../../src/commands/collect.js';
import CompareImages from '../../src/commands/compare-images.js';
import Deployments from '../../src/commands/deployments.js';
import Diagnose from '../../src/commands/diagnose.js';
import Env from '../../src/commands/env.js';
import Logs from '../../src/commands/logs.js';
import Preflight from '../../src/commands/preflight.js';
import Reproduce from '../../src/commands/reproduce.js';
import Validate from '../../src/commands/validate.js';
import {everyCall} from '../support/every-call.js';
import {type Dataset, startFakeAws} from '../support/fake-aws.js';
import {type RunnableCommand, runCommand} from '../support/run-command.js';
import {distort, distortions} from './distortion.js';

/** Stands in the value of a variable and nowhere else: no distortion can make it somebody else's word. */
const CANARY = 'canary-of-a-variable-77d1';

/** More of them on demand: DISTORTIONS=1000 npm run unit -- test/faults/distorted-answers.test.ts */
const RUNS = Number(process.env['DISTORTIONS'] ?? 25);

const OPERATIONS = [
  'apprunner:DescribeService',
  'apprunner:ListOperations',
  'apprunner:ListServices',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:DescribeLogStreams',
  'ecr:BatchGetImage',
  'ecr:DescribeImages',
  'cloudtrail:LookupEvents',
  'cloudwatch:GetMetricData',
  'secretsmanager:DescribeSecret',
  'ssm:DescribeParameters',
];

const schemaOf = (name: string) =>
  new Ajv2020({strict: false, validateFormats: false}).compile(
    JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8')),
  );

/** The incident, with a variable more. */
function dataset(): Dataset {
  const usual = everyCall();
  const copy = structuredClone(usual) as typeof usual & {services: {describe: Record<string, unknown>}[]};
  const [service] = copy.services;
  const source = service?.describe['SourceConfiguration'] as {
    ImageRepository: {ImageConfiguration: {RuntimeEnvironmentVariables: {[name: string]: string}}};
  };
  source.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables['API_TOKEN'] = CANARY;
  return copy;
}

type Row = [name: string, command: RunnableCommand, argv: readonly string[], check: (stdout: string) => void];

const COMMANDS: Row[] = [
  ['env', Env, ['my-api', '--json'], JSON.parse],
  ['validate', Validate, ['my-api', '--json'], JSON.parse],
  ['diagnose', Diagnose, ['my-api', '--json'], expectSchema('report')],
  ['diagnose, as text', Diagnose, ['my-api'], () => {}],
  ['deployments', Deployments, ['my-api', '--json'], JSON.parse],
  ['reproduce', Reproduce, ['my-api', '--json'], JSON.parse],
  ['collect', Collect, ['my-api'], expectSchema('bundle')],
  ['preflight', Preflight, ['v32', 'my-api', '--json'], JSON.parse],
  ['compare-images', CompareImages, ['running', 'attempted', '-s', 'my-api', '--json'], JSON.parse],
  ['logs', Logs, ['my-api', '--deployment', 'latest', '--format', 'jsonl'], expectLines],
  ['diagnose --all', Diagnose, ['--all', '--json'], JSON.parse],
];

function expectSchema(name: string): (text: string) => void {
  const isValid = schemaOf(name);
  return (text) => {
    isValid(JSON.parse(text));
    expect(isValid.errors).toBeNull();
  };
}

function expectLines(text: string): void {
  for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
}

describe('answers of AWS with members missing, null, of a wrong type or out of all proportion', () => {
  beforeAll(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });

  it.each(COMMANDS)('%s: an answer or one message, and no value of a variable', async (_, command, argv, check) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...OPERATIONS), distortions, async (operation, list) => {
        await using fake = await startFakeAws(dataset(), {
          distort: (name, output) => (name === operation ? distort(output, list) : output),
        });
        const {code, stdout, stderr} = await runCommand(command, [...argv, '--timeout', '20s'], fake.env);
        expect(stderr).not.toMatch(/nerava-diag failed|\n\s+at .*[:(]|\[object |is not a function|Cannot read prop/);
        expect(stdout + stderr).not.toContain(CANARY);
        expect([0, 1, 3, 4]).toContain(code);
        if (stdout === '') expect(stderr.match(/^Error: /gm)).toHaveLength(1);
        else check(stdout);
      }),
      {numRuns: RUNS},
    );
  });
});
