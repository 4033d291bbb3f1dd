import type {Preflight, PreflightCheck} from '../preflight/model.js';
import {junitXml, type TestCase} from '../report/junit-xml.js';
import type {RenderOptions} from '../report/options.js';
import {createPage, definitions, type Page, paragraph} from '../report/text/page.js';
import {command, disarm} from '../report/workflow-command.js';
import {sanitizeDeep} from '../terminal/sanitize.js';
import {padEnd} from '../terminal/width.js';

const OUTCOMES = {
  ready: 'READY: nothing known stands in the way of deploying it',
  blocked: 'BLOCKED: deploying it would fail, or lose something',
  inconclusive: 'INCONCLUSIVE: nothing fails, but something essential is not known',
} as const satisfies Record<Preflight['outcome'], string>;

/** What `preflight` prints as text. */
export function preflightText(preflight: Preflight, options: RenderOptions): string {
  const page = createPage(options);
  const safe = sanitizeDeep(preflight);
  const {green, red, yellow, bold} = page.style;
  const paint = {ready: green, blocked: red, inconclusive: yellow}[safe.outcome];
  const lines = [
    ...definitions(
      page,
      [
        ['image', safe.reference ?? safe.image],
        ['digest', safe.digest],
        ['service', safe.service ?? 'none'],
        ['judged', safe.configuration],
      ],
      0,
    ),
    '',
    ...safe.checks.flatMap((check) => checkLines(page, check)),
    '',
    ...paragraph(page, OUTCOMES[safe.outcome], {paint: (text) => bold(paint(text))}),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function word({status, severity}: PreflightCheck): string {
  if (status === 'fail') return severity === 'error' ? 'FAIL' : 'WARN';
  return {pass: 'pass', unknown: 'unknown', 'not-run': 'not run'}[status];
}

function checkLines(page: Page, check: PreflightCheck): string[] {
  const {status, severity, id, message, evidence, fix} = check;
  const {green, red, yellow, dim} = page.style;
  const paint = {pass: green, fail: severity === 'error' ? red : yellow, unknown: yellow, 'not-run': dim}[status];
  const isOpen = status === 'fail' || status === 'unknown';
  return [
    ...paragraph(page, message, {label: `${padEnd(word(check), 8)} ${padEnd(id, 15)}`, labelPaint: paint}),
    ...(isOpen ? evidence.flatMap((text) => paragraph(page, text, {indent: 25, label: page.marks.quote})) : []),
    ...(isOpen && fix !== null ? paragraph(page, fix, {indent: 25, label: page.marks.arrow}) : []),
  ];
}

/** What `preflight` prints for a GitHub Actions log: an annotation for each problem, then the whole in a group. */
export function preflightGithub(preflight: Preflight): string {
  const safe = sanitizeDeep(preflight);
  const annotations = safe.checks.flatMap((check) => {
    const level = annotationLevel(check);
    if (level === undefined) return [];
    const text = [check.message, ...check.evidence, ...(check.fix === null ? [] : [`Fix: ${check.fix}`])].join('\n');
    return [command(level, {title: `preflight: ${check.title}`}, text)];
  });
  const lines = [
    command(
      safe.outcome === 'ready' ? 'notice' : safe.outcome === 'blocked' ? 'error' : 'warning',
      {title: `preflight ${safe.image}`},
      OUTCOMES[safe.outcome],
    ),
    ...annotations,
    command('group', {}, 'preflight: every check'),
    ...preflightText(preflight, {}).trimEnd().split('\n').map(disarm),
    command('endgroup', {}, ''),
  ];
  return `${lines.join('\n')}\n`;
}

function annotationLevel({status, severity, essential}: PreflightCheck): 'error' | 'warning' | undefined {
  if (status === 'fail') return severity;
  return status === 'unknown' && essential ? 'warning' : undefined;
}

const RESULTS = {
  pass: 'passed',
  fail: 'failure',
  unknown: 'skipped',
  'not-run': 'skipped',
} as const satisfies Record<PreflightCheck['status'], TestCase['result']>;

/** What `preflight` writes as JUnit XML: one case a check. What is essential and unknown is an error, not a pass. */
export function preflightJunit(preflight: Preflight): string {
  const safe = sanitizeDeep(preflight);
  const cases = safe.checks.map((check): TestCase => {
    const {id, status, severity, essential, message, evidence, fix} = check;
    const result =
      status === 'unknown' && essential
        ? 'error'
        : status === 'fail' && severity === 'warning'
          ? 'skipped'
          : RESULTS[status];
    return {
      name: id,
      result,
      message: `${word(check)}: ${message}`,
      detail: [...evidence, ...(fix === null ? [] : [`Fix: ${fix}`])].join('\n'),
    };
  });
  return junitXml(`nerava-diag preflight ${safe.image}`, 'nerava-diag', [{name: 'preflight', cases}]);
}
