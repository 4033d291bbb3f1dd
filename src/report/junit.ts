import type {PredictedCheck} from '../contract/prediction.js';
import type {Verdict} from '../engine/verdict.js';
import {sanitizeDeep} from '../terminal/sanitize.js';
import {findingsBeyondCauses} from './findings.js';
import type {RankedCause, Report} from './model.js';
import {excerptLines, pointerPlace, shownPointers} from './pointer.js';
import {CHECK_STATUS, VERDICTS} from './words.js';

interface TestCase {
  readonly name: string;
  readonly result: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly detail?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/**
 * The report as JUnit XML: the outcome, each cause, each check of the start-up contract and each further problem as one
 * test case. What is confirmed or likely fails; what is possible or unknown is skipped, never passed.
 */
export function renderJunit(original: Report): string {
  const report = sanitizeDeep(original);
  const suites: readonly Suite[] = [
    {name: 'deployment', cases: [outcomeCase(report)]},
    {name: 'causes', cases: report.causes.map(causeCase)},
    {name: 'start-up contract', cases: checkCases(report)},
    {name: 'findings', cases: findingCases(report)},
  ].filter(({cases}) => cases.length > 0);
  const all = suites.flatMap(({cases}) => cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({name: `${report.tool.name} ${report.target.service}`, ...counts(all)})}>`,
    ...suites.flatMap((suite) => suiteLines(suite, report.tool.name)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function outcomeCase({outcome, headline}: Report): TestCase {
  const result = ({healthy: 'passed', failing: 'failure', inconclusive: 'error'} as const)[outcome];
  return {name: 'outcome', result, message: headline};
}

const CAUSE_RESULTS = {
  confirmed: 'failure',
  likely: 'failure',
  possible: 'skipped',
  unknown: 'skipped',
  'ruled-out': 'passed',
} as const satisfies Record<Verdict, TestCase['result']>;

function causeCase(cause: RankedCause): TestCase {
  const detail = [...cause.because, ...cause.against].flatMap(({text, at}) => [
    text,
    ...shownPointers(at).shown.flatMap((pointer) => [
      `  ${pointerPlace(pointer, 'UTC')}`,
      ...(pointer.excerpt === undefined ? [] : excerptLines(pointer.excerpt).map((line) => `    ${line}`)),
    ]),
  ]);
  return {
    name: cause.cause,
    result: CAUSE_RESULTS[cause.verdict],
    message: `${VERDICTS[cause.verdict]}: ${cause.title}`,
    detail: detail.join('\n'),
  };
}

const CHECK_RESULTS = {
  pass: 'passed',
  fail: 'failure',
  unknown: 'skipped',
  'not-run': 'skipped',
} as const satisfies Record<PredictedCheck['status'], TestCase['result']>;

function checkCases({startup}: Report): readonly TestCase[] {
  if (startup === null) return [];
  const {checks, parses, first} = startup.prediction;
  return [
    ...checks.map(({id, status, message, fix}) => ({
      name: id,
      result: CHECK_RESULTS[status],
      message: `${CHECK_STATUS[status]}: ${message}${id === first ? ' The application stops here.' : ''}`,
      ...(fix !== undefined && status !== 'pass' && {detail: fix}),
    })),
    ...parses.map(({variable, status, message}) => ({
      name: `parse ${variable}`,
      result: CHECK_RESULTS[status],
      message: `${CHECK_STATUS[status]}: ${message}`,
    })),
  ];
}

function findingCases(report: Report): readonly TestCase[] {
  return findingsBeyondCauses(report)
    .filter(({severity}) => severity === 'error')
    .map(({rule, text}) => ({name: rule, result: 'failure', message: text}));
}

function counts(cases: readonly TestCase[]): {[name: string]: string} {
  const of = (result: TestCase['result']) => String(cases.filter((testCase) => testCase.result === result).length);
  return {tests: String(cases.length), failures: of('failure'), errors: of('error'), skipped: of('skipped')};
}

function suiteLines({name, cases}: Suite, tool: string): string[] {
  return [
    `  <testsuite${attributes({name, ...counts(cases)})}>`,
    ...cases.flatMap((testCase) => caseLines(testCase, `${tool}.${name}`)),
    '  </testsuite>',
  ];
}

function caseLines({name, result, message, detail}: TestCase, classname: string): string[] {
  const open = `    <testcase${attributes({name, classname, time: '0'})}`;
  if (result === 'passed') return [`${open}/>`];
  const body = detail === undefined || detail === '' ? '/>' : `>${escapeXml(detail)}</${result}>`;
  return [`${open}>`, `      <${result}${attributes({message})}${body}`, '    </testcase>'];
}

function attributes(values: {readonly [name: string]: string}): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** Characters that XML cannot hold at all are gone already: the report's text is sanitised. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
