import {sanitizeDeep} from '../terminal/sanitize.js';
import {findingsBeyondCauses} from './findings.js';
import {formatTime, plural} from './format.js';
import {imageRows, showsAttempted} from './images.js';
import {definitions, details, missing, quotes, reasons, section, steps, table} from './markdown/blocks.js';
import {cellCode, code, prose} from './markdown/escape.js';
import {ruledOutCauses, splitGaps, standingCauses, unjudgedByLack, unjudgedCauses} from './missing.js';
import type {Hypothesis, Report} from './model.js';
import type {RenderOptions} from './options.js';
import {gateWord, startupSummary} from './startup.js';
import {groupSteps, ownSteps} from './steps.js';
import {ladderSentence, phaseSentence, rollbackRows, targetRows} from './summary.js';
import {CHECK_STATUS, EVIDENCE, GAP_STATUS, OUTCOMES, SEVERITIES, TIMELINE_SOURCES, VERDICTS} from './words.js';

/** The report for an incident ticket: the verdict, the causes and the actions open, the rest folded. */
export function renderMarkdown(original: Report, options: RenderOptions = {}): string {
  const report = sanitizeDeep(original);
  const zone = options.timeZone ?? 'UTC';
  const lines = [
    `# [${OUTCOMES[report.outcome]}] ${prose(report.headline)}`,
    ...rollback(report, zone),
    '',
    ...definitions(targetRows(report, zone).map(([name, value]) => [name, value === null ? null : prose(value)])),
    ...section('How far it came', phases(report)),
    ...section('Causes', causes(report, zone)),
    ...details(`Ruled out (${ruledOutCauses(report).length})`, ruledOut(report)),
    ...details(`Could not be judged (${unjudgedCauses(report).length})`, unjudged(report)),
    ...section('What to do', actions(report)),
    ...section('Start-up contract', startup(report)),
    ...section('Why the good version works and this one does not', hypotheses(report, zone)),
    ...section('Open questions, answered', questions(report, zone)),
    ...section('What changed', changes(report)),
    ...details('Images', images(report, zone)),
    ...details(`Timeline (${plural(report.timeline.length, 'entry', 'entries')})`, timeline(report, zone)),
    ...details('Other findings', findings(report, zone)),
    ...section(
      'Files to review',
      report.filesToReview.map(({path, why}) => `- ${code(path)}: ${prose(why)}`),
    ),
    ...section('Could not look', gaps(report)),
    ...details('Masked', redactions(report)),
    '',
    '---',
    '',
    `*${prose(`${report.tool.name} ${report.tool.version}, ${formatTime(report.generatedAt, zone)}`)}. Nothing was changed: it only reads.*`,
  ];
  return `${lines.join('\n')}\n`;
}

function rollback(report: Report, zone: string): string[] {
  const rows = rollbackRows(report, zone);
  if (rows === null) return [];
  return [
    '',
    '> **SILENT ROLLBACK: the new version does not run, the old one does.**',
    '>',
    ...rows.flatMap(([name, value]) => (value === null ? [] : [`> - **${name}** ${prose(value)}`])),
  ];
}

function phases(report: Report): string[] {
  if (report.phases.length === 0) return [];
  const marks = report.phases.map(({phase, proven}) => {
    if (proven) return `${phase} ✓`;
    return phase === report.diedIn ? `**${phase} ✗**` : `${phase} ·`;
  });
  const ladder = ladderSentence(report);
  return [marks.join(' → '), '', [phaseSentence(report), ...(ladder === null ? [] : [prose(ladder)])].join(' ')];
}

function causes(report: Report, zone: string): string[] {
  return standingCauses(report).flatMap((cause, index) => {
    const own = ownSteps(cause, report.actions);
    return [
      ...(index === 0 ? [] : ['']),
      `### ${index + 1}. ${VERDICTS[cause.verdict]}: ${prose(cause.title)}`,
      '',
      `${code(cause.cause)}, acts in phase ${cause.phase}`,
      ...argument(cause, zone),
      ...(own.length === 0 ? [] : ['', '**Next**', '', ...steps(own)]),
    ];
  });
}

function argument(of: Pick<Hypothesis, 'because' | 'against' | 'missing'>, zone: string): string[] {
  return [...reasons('Because', of.because, zone), ...reasons('Against', of.against, zone), ...missing(of.missing)];
}

function ruledOut(report: Report): string[] {
  return ruledOutCauses(report).map(({cause, title, against}) => {
    const reason = against.map(({text}) => text).join(' ');
    return `- ${code(cause)}: ${prose(title)}${reason === '' ? '' : `. Not so: ${prose(reason)}`}`;
  });
}

function unjudged(report: Report): string[] {
  return unjudgedByLack(report).flatMap(({missing: {text, fix}, causes: list}) => {
    const lack = `${prose(text)}${fix === null ? '' : ` → ${prose(fix)}`}`;
    const [only] = list;
    return list.length === 1 && only !== undefined
      ? [`- ${code(only.cause)}: ${prose(only.title)}`, `  - ${lack}`]
      : [`- ${lack}`, `  - ${list.length} causes: ${list.map(({cause}) => code(cause)).join(', ')}`];
  });
}

function hypotheses(report: Report, zone: string): string[] {
  return report.hypotheses.flatMap((hypothesis, index) => [
    ...(index === 0 ? [] : ['']),
    `### ${VERDICTS[hypothesis.verdict]}: ${prose(hypothesis.title)}`,
    ...argument(hypothesis, zone),
  ]);
}

function startup({startup: summary}: Report): string[] {
  if (summary === null) return [];
  const {prediction} = summary;
  const gates = Object.entries(prediction.gates);
  return [
    ...definitions([
      ...startupSummary(summary).map(([name, value]) => [name, value === null ? null : prose(value)] as const),
      ['gates', gates.length === 0 ? null : gates.map(([gate, value]) => code(`${gate}=${gateWord(value)}`)).join(' ')],
    ]),
    '',
    ...(prediction.checks.length === 0
      ? []
      : table(
          ['#', 'check', 'result', 'what it says'],
          prediction.checks.map((check, index) => [
            String(index + 1),
            cellCode(check.id),
            `${check.status === 'fail' ? '**FAIL**' : CHECK_STATUS[check.status]}${check.id === prediction.first ? ', stops here' : ''}`,
            `${prose(check.message)}${check.fix === undefined || check.status === 'pass' ? '' : ` → ${prose(check.fix)}`}`,
          ]),
        )),
    ...(prediction.parses.length === 0 ? [] : ['', 'Settings read at import:', '']),
    ...prediction.parses.map(
      ({variable, type, status, message}) =>
        `- ${code(variable)} (${prose(type)}) ${CHECK_STATUS[status]}: ${prose(message)}`,
    ),
  ];
}

function changes(report: Report): string[] {
  if (report.changes.length === 0) return [];
  return table(
    ['what', 'before', 'after'],
    report.changes.map(({what, before, after}) => [prose(what), cell(before), cell(after)]),
  );
}

function images(report: Report, zone: string): string[] {
  const rows = imageRows(report, zone);
  if (rows.length === 0) return [];
  if (!showsAttempted(report)) {
    return table(
      ['', 'running'],
      rows.map(({name, running}) => [name, cell(running)]),
    );
  }
  return table(
    ['', 'running', 'attempted', ''],
    rows.map(({name, running, attempted, differs}) => [name, cell(running), cell(attempted), differs ? 'differs' : '']),
  );
}

function cell(value: string | null): string {
  return value === null ? '?' : cellCode(value);
}

function timeline(report: Report, zone: string): string[] {
  if (report.timeline.length === 0) return [];
  return table(
    ['time', 'source', 'what'],
    report.timeline.map(({at, source, text, important}) => [
      prose(formatTime(at, zone)),
      TIMELINE_SOURCES[source],
      important === true ? `**!** ${prose(text)}` : prose(text),
    ]),
  );
}

function findings(report: Report, zone: string): string[] {
  return findingsBeyondCauses(report).flatMap(({rule, severity, text, at}) => [
    `- **${SEVERITIES[severity]}** ${prose(text)} (${code(rule)})`,
    ...quotes(at, zone, '  '),
  ]);
}

function actions(report: Report): string[] {
  return groupSteps(report.actions).flatMap(({title, steps: list}, index) => [
    ...(index === 0 ? [] : ['']),
    `### ${title}`,
    '',
    ...steps(list),
  ]);
}

function questions(report: Report, zone: string): string[] {
  return report.questions.flatMap(({question, answer, at}, index) => [
    `${index + 1}. **${prose(question)}** ${prose(answer)}`,
    ...quotes(at, zone, ' '.repeat(String(index + 1).length + 2)),
  ]);
}

function gaps(report: Report): string[] {
  const {told, notAskedFor} = splitGaps(report.gaps);
  const lines = told.map(
    ({evidence, status, why, fix}) =>
      `- **${EVIDENCE[evidence]}** (${GAP_STATUS[status]}): ${prose(why)}${fix === null ? '' : ` → ${prose(fix)}`}`,
  );
  return notAskedFor === null ? lines : [...lines, `- ${prose(notAskedFor)}`];
}

function redactions(report: Report): string[] {
  return report.redactions.map(
    ({what, where, count}) => `- ${prose(what)} in ${prose(where)}: ${plural(count, 'time')}`,
  );
}
