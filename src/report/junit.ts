import type {PredictedCheck} from '../contract/prediction.js';
import type {Verdict} from '../engine/verdict.js';
import {sanitizeDeep} from '../terminal/sanitize.js';
import {findingsBeyondCauses} from './findings.js';
import {junitXml, type Suite, type TestCase} from './junit-xml.js';
import type {RankedCause, Report} from './model.js';
import {excerptLines, pointerPlace, shownPointers} from './pointer.js';
import {CHECK_STATUS, VERDICTS} from './words.js';

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
  return junitXml(`${report.tool.name} ${report.target.service}`, report.tool.name, suites);
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
