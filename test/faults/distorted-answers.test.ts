import {readFileSync} from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
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
import {expectNoCanary, expectNoStack} from './expectations.js';
import {useNoDelays} from './no-delays.js';
import {MAIN, OPERATIONS, SAY_WHAT_FAILED} from './operations.js';

/** Stands in the value of a variable and nowhere else: no distortion can make it somebody else's word. */
const CANARY = 'canary-of-a-variable-77d1';
/** A password in a line of the log is no such value: a distorted line may show it where nothing says that it is one. */
const VALUES = new RegExp(`${CANARY}|canary-(secret|parameter)`);

/** More of them on demand: DISTORTIONS=1000 npm run unit -- test/faults/distorted-answers.test.ts */
const RUNS = Number(process.env['DISTORTIONS'] ?? 25);

/** What completes a report: one command calls them all. A layer is no answer of a shape. */
const OTHERS: readonly string[] = OPERATIONS['diagnose --resolve-secrets'].filter(
  (operation) => !MAIN.includes(operation) && operation !== 'layer:GET',
);

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

type Row = [
  name: string,
  command: RunnableCommand,
  argv: readonly string[],
  check: (stdout: string, operation: string) => void,
  operations?: readonly string[],
];

const commands = (): Row[] => [
  ['env', Env, ['my-api', '--json'], isJson],
  ['validate', Validate, ['my-api', '--json'], isJson],
  ['diagnose', Diagnose, ['my-api', '--json'], expectReport],
  ['diagnose, as text', Diagnose, ['my-api'], () => {}],
  ['deployments', Deployments, ['my-api', '--json'], isJson],
  ['reproduce', Reproduce, ['my-api', '--json'], isJson],
  ['collect', Collect, ['my-api'], expectSchema('bundle')],
  ['preflight', Preflight, ['v32', 'my-api', '--json'], isJson],
  ['compare-images', CompareImages, ['running', 'attempted', '-s', 'my-api', '--json'], isJson],
  ['logs', Logs, ['my-api', '--deployment', 'latest', '--format', 'jsonl'], expectLines],
  ['diagnose --resolve-secrets', Diagnose, ['my-api', '--resolve-secrets', '--json'], expectReport, OTHERS],
  ['diagnose --all', Diagnose, ['--all', '--json'], isJson],
];

function expectSchema(name: string): (text: string) => void {
  const isValid = schemaOf(name);
  return (text) => {
    isValid(JSON.parse(text));
    expect(isValid.errors).toBeNull();
  };
}

const followsReportSchema = expectSchema('report');

/** The list of operations says that a deployment was rolled back: no other answer can make the service healthy. */
function expectReport(text: string, operation: string): void {
  followsReportSchema(text);
  if (!SAY_WHAT_FAILED.includes(operation)) expect(JSON.parse(text).outcome).not.toBe('healthy');
}

function isJson(text: string): void {
  JSON.parse(text);
}

function expectLines(text: string): void {
  for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
}

describe('answers of AWS with members missing, null, of a wrong type or out of all proportion', () => {
  useNoDelays();

  it.each(commands())(
    '%s: an answer or one message, and no value of a variable',
    async (_, command, argv, check, operations = MAIN) => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...operations), distortions, async (operation, list) => {
          await using fake = await startFakeAws(dataset(), {
            distort: (name, output) => (name === operation ? distort(output, list) : output),
          });
          const {code, stdout, stderr} = await runCommand(command, [...argv, '--timeout', '20s'], fake.env);
          expectNoStack(stderr);
          expect(stderr).not.toMatch(/\[object |is not a function|Cannot read prop/);
          expectNoCanary({stdout, stderr}, VALUES);
          expect([0, 1, 3, 4]).toContain(code);
          if (stdout === '') expect(stderr).toMatch(code === 3 ? /^Error: [^\n]*\n(?!.*^Error: )/ms : /^No line/m);
          else check(stdout, operation);
        }),
        {numRuns: RUNS},
      );
    },
  );
});
