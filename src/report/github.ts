import {sanitizeDeep} from '../terminal/sanitize.js';
import {findingsBeyondCauses} from './findings.js';
import type {RankedCause, Report} from './model.js';
import type {RenderOptions} from './options.js';
import {rollbackRows} from './summary.js';
import {renderText} from './text.js';
import {EVIDENCE, GAP_STATUS, OUTCOMES, VERDICTS} from './words.js';
import {command, disarm} from './workflow-command.js';

/**
 * The report for a GitHub Actions log: annotations, then the whole text in a group that folds. Only lines that are
 * written here are workflow commands; what others wrote cannot become one.
 */
export function renderGithub(original: Report, options: RenderOptions = {}): string {
  const report = sanitizeDeep(original);
  const text = renderText(original, {...options, colour: false, hyperlinks: false});
  const lines = [
    ...annotations(report, options.timeZone ?? 'UTC'),
    command('group', {}, `${report.tool.name}: the whole report`),
    ...text.trimEnd().split('\n').map(disarm),
    command('endgroup', {}, ''),
  ];
  return `${lines.join('\n')}\n`;
}

function annotations(report: Report, zone: string): string[] {
  const {tool} = report;
  const standing = report.causes.filter(({verdict}) => verdict === 'confirmed' || verdict === 'likely');
  const title = `${tool.name}: ${OUTCOMES[report.outcome]}`;
  const rollback = rollbackRows(report, zone);
  return [
    command(report.outcome === 'healthy' ? 'notice' : 'error', {title}, report.headline),
    ...(rollback === null
      ? []
      : [
          command(
            'error',
            {title: `${tool.name}: silent rollback`},
            rollback.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`])).join('\n'),
          ),
        ]),
    ...standing.map((cause) =>
      command('error', {title: `${tool.name}: ${VERDICTS[cause.verdict]} ${cause.cause}`}, causeMessage(cause)),
    ),
    ...findingsBeyondCauses(report)
      .filter(({severity}) => severity !== 'info')
      .map(({rule, severity, text}) =>
        command(severity === 'error' ? 'error' : 'warning', {title: `${tool.name}: ${rule}`}, text),
      ),
    ...gaps(report),
  ];
}

function causeMessage({title, because}: RankedCause): string {
  return [title, ...because.map(({text}) => `+ ${text}`)].join('\n');
}

function gaps({gaps: list, tool}: Report): string[] {
  const looked = list.filter(({status}) => status !== 'skipped');
  if (looked.length === 0) return [];
  const text = looked.map(({evidence, status, why}) => `${EVIDENCE[evidence]} (${GAP_STATUS[status]}): ${why}`);
  return [command('notice', {title: `${tool.name}: could not look`}, text.join('\n'))];
}
