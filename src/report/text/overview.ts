import {paintAll} from '../../terminal/style.js';
import {displayWidth} from '../../terminal/width.js';
import {formatDuration, formatSpan, formatTime, plural} from '../format.js';
import {shortReference} from '../images.js';
import type {Report} from '../model.js';
import {firstStep} from '../steps.js';
import {OUTCOME_SENTENCES, OUTCOMES} from '../words.js';
import {commandLines, definitions, type Page, paragraph} from './page.js';

/** The verdict, before anything else. */
export function headline(page: Page, report: Report): string[] {
  const {bold, inverse, red, green, yellow} = page.style;
  const colour = {failing: red, healthy: green, inconclusive: yellow}[report.outcome];
  return [
    ...paragraph(page, report.headline, {
      label: `[${OUTCOMES[report.outcome]}]`,
      labelPaint: paintAll(inverse, colour, bold),
      paint: bold,
    }),
  ];
}

/** A service that says RUNNING may run the old version: say so in a box of its own. */
export function rollbackBanner(page: Page, report: Report): string[] {
  if (report.rolledBack === false) return [];
  const {target} = report;
  const {attempted, running} = report.rolledBack;
  const {bold, yellow, dim} = page.style;
  const frame = paintAll(bold, yellow);
  const bar = page.unicode ? '▌' : '!';
  const inner = {...page, width: page.width - 2};
  const lines = [
    ...paragraph(inner, 'SILENT ROLLBACK: the new version does not run, the old one does.', {paint: bold}),
    ...definitions(
      inner,
      [
        [
          'attempted',
          attempted === null ? 'not known: nothing that could be read names it' : shortReference(attempted, target),
        ],
        ['running', running === null ? 'not known' : shortReference(running, target)],
        ['failures', failures(page, report)],
      ],
      0,
    ),
    ...(target.status === 'RUNNING'
      ? paragraph(inner, 'The status RUNNING speaks for the old version only.', {paint: dim})
      : []),
  ];
  return ['', ...lines.map((line) => `${frame(bar)} ${line}`)];
}

function failures(page: Page, report: Report): string | null {
  const {deployment} = report;
  if (deployment === null) return null;
  const {failedInARow, previousGood, startedAt} = deployment;
  const count =
    failedInARow > 1
      ? `${plural(failedInARow, 'deployment')} in a row failed, this one included`
      : 'this deployment only';
  if (previousGood?.endedAt != null)
    return `${count}; the last good one ended ${formatTime(previousGood.endedAt, page.zone)}`;
  return startedAt === null ? count : `${count}; this one began ${formatTime(startedAt, page.zone)}`;
}

/** What to do before reading on. */
export function doFirst(page: Page, report: Report): string[] {
  const step = firstStep(report);
  if (step === null) return [];
  const {bold, dim, yellow} = page.style;
  const changes = step.kind === 'mutate';
  return [
    '',
    ...paragraph(page, step.text, {
      label: changes ? 'DO FIRST [CHANGES]' : 'DO FIRST [reads]',
      labelPaint: changes ? paintAll(bold, yellow) : bold,
    }),
    ...(step.command === undefined ? [] : commandLines(page, step.command, 2)),
    ...(step.undo === undefined ? [] : paragraph(page, step.undo, {indent: 2, label: 'undo:', labelPaint: dim})),
  ];
}

/** What was looked at, by whom, where and when. */
export function targetHeader(page: Page, report: Report): string[] {
  const {target, deployment, window} = report;
  const place = [target.account === null ? null : `account ${target.account}`, target.region].filter((p) => p !== null);
  return [
    '',
    ...definitions(
      page,
      [
        [
          'service',
          [target.service, target.status === null ? null : `status ${target.status}`]
            .filter((p) => p !== null)
            .join(' · '),
        ],
        ['where', place.length === 0 ? null : place.join(' · ')],
        ['as', target.identity],
        ['deployment', deployment === null ? 'none that could be examined' : deploymentLine(page, deployment)],
        ['window', window === null ? null : formatSpan(window.from, window.to, page.zone)],
        ['outcome', `${report.outcome}: ${OUTCOME_SENTENCES[report.outcome]}`],
      ],
      0,
    ),
  ];
}

function deploymentLine(page: Page, deployment: NonNullable<Report['deployment']>): string {
  const {startedAt, endedAt, durationSeconds} = deployment;
  const times =
    startedAt !== null && endedAt !== null
      ? formatSpan(startedAt, endedAt, page.zone)
      : startedAt === null
        ? null
        : `since ${formatTime(startedAt, page.zone)}`;
  return [
    deployment.operationId,
    deployment.type,
    deployment.status,
    times,
    durationSeconds === null ? null : formatDuration(durationSeconds),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** How far the deployment came, in one line, and in words. */
export function phases(page: Page, report: Report): string[] {
  if (report.phases.length === 0) return [];
  const {bold, green, red, dim} = page.style;
  const pieces = report.phases.map(({phase, proven}) => {
    if (proven) return {text: `${phase} ${page.marks.yes}`, paint: green};
    if (phase === report.diedIn) return {text: `${phase} ${page.marks.no}`, paint: paintAll(bold, red)};
    return {text: `${phase} ${page.marks.open}`, paint: dim};
  });
  const rows: {text: string; paint: (text: string) => string}[][] = [[]];
  let columns = 0;
  for (const piece of pieces) {
    const width = displayWidth(piece.text) + 2;
    if (columns > 0 && columns + width > page.width - 2) {
      rows.push([]);
      columns = 0;
    }
    rows.at(-1)?.push(piece);
    columns += width;
  }
  const words = [
    report.lastProven === null ? 'No phase is proven.' : `Proven up to ${report.lastProven}.`,
    report.diedIn === null ? null : `It died in ${report.diedIn}.`,
    ladderSentence(report),
  ].filter((word) => word !== null);
  const last = report.phases.find(({phase}) => phase === report.lastProven);
  return [
    ...rows.map((row) => `  ${row.map(({text, paint}) => paint(text)).join('  ')}`),
    ...paragraph(page, words.join(' '), {indent: 2}),
    ...(last === undefined || last.text === ''
      ? []
      : paragraph(page, last.text, {indent: 2, label: 'proof:', labelPaint: dim})),
  ];
}

/** The start-up ladder in a sentence: the last step that the application's log shows, and the one that should follow. */
function ladderSentence(report: Report): string | null {
  const {ladder} = report;
  if (ladder.length === 0) return null;
  const last = ladder.findLastIndex(({seenAt}) => seenAt !== null);
  if (last === -1) return `The log shows none of the ${plural(ladder.length, 'start-up step')}.`;
  const next = ladder[last + 1];
  const seen = `Last start-up step in the log: ${ladder[last]?.title}`;
  return next === undefined ? `${seen}, which is the last there is.` : `${seen}; not seen: ${next.title}.`;
}
