import {formatDuration, formatSpan, formatTime, plural} from './format.js';
import {shortReference} from './images.js';
import type {DeploymentSummary, Report} from './model.js';
import {OUTCOME_SENTENCES} from './words.js';

/** A name and its value in words; null where there is nothing to say. */
export type Row = readonly [name: string, value: string | null];

/** What was looked at, by whom, where and when. */
export function targetRows(report: Report, zone: string): readonly Row[] {
  const {target, deployment, window} = report;
  return [
    ['service', joined([target.service, target.status === null ? null : `status ${target.status}`])],
    ['where', joined([target.account === null ? null : `account ${target.account}`, target.region])],
    ['as', target.identity],
    ['deployment', deployment === null ? 'none that could be examined' : deploymentLine(deployment, zone)],
    ['window', window === null ? null : formatSpan(window.from, window.to, zone)],
    ['outcome', `${report.outcome}: ${OUTCOME_SENTENCES[report.outcome]}`],
  ];
}

function deploymentLine(deployment: DeploymentSummary, zone: string): string | null {
  const {operationId, type, status, durationSeconds} = deployment;
  return joined([
    operationId,
    type,
    status,
    times(deployment, zone),
    durationSeconds === null ? null : formatDuration(durationSeconds),
  ]);
}

function times({startedAt, endedAt}: DeploymentSummary, zone: string): string | null {
  if (startedAt === null) return null;
  return endedAt === null ? `since ${formatTime(startedAt, zone)}` : formatSpan(startedAt, endedAt, zone);
}

/** The silent rollback: what was attempted, what runs, how often it failed. Null when nothing was rolled back. */
export function rollbackRows(report: Report, zone: string): readonly Row[] | null {
  const {rolledBack, target} = report;
  if (rolledBack === false) return null;
  const {attempted, running} = rolledBack;
  return [
    [
      'attempted',
      attempted === null ? 'not known: nothing that could be read names it' : shortReference(attempted, target),
    ],
    ['running', running === null ? 'not known' : shortReference(running, target)],
    ['failures', report.deployment === null ? null : failures(report.deployment, zone)],
    ['status', target.status === 'RUNNING' ? 'RUNNING, which speaks for the old version only' : null],
  ];
}

function failures({failedInARow, previousGood, startedAt}: DeploymentSummary, zone: string): string {
  const count =
    failedInARow > 1 ? `${plural(failedInARow, 'deployment')} in a row, this one included` : 'this deployment only';
  const since = previousGood?.endedAt ?? null;
  if (since !== null) return `${count}; the last good one ended ${formatTime(since, zone)}`;
  return startedAt === null ? count : `${count}; this one began ${formatTime(startedAt, zone)}`;
}

export function phaseSentence(report: Report): string {
  const proven = report.lastProven === null ? 'No phase is proven.' : `Proven up to ${report.lastProven}.`;
  if (report.diedIn !== null) return `${proven} It died in ${report.diedIn}.`;
  if (report.lastProven === 'serve' || !hasFailed(report.deployment)) return proven;
  return `${proven} Where it died is not known: App Runner’s own lines, which would tell, were not seen.`;
}

function hasFailed(deployment: DeploymentSummary | null): boolean {
  return /^(?:FAILED|ROLLBACK_)/.test(deployment?.status ?? '');
}

/** The start-up ladder: the last step that the application's log shows, and the one that should follow. */
export function ladderSentence({ladder}: Report): string | null {
  if (ladder.length === 0) return null;
  const last = ladder.findLastIndex(({seenAt}) => seenAt !== null);
  if (last === -1) return `The log shows none of the ${plural(ladder.length, 'start-up step')}.`;
  const next = ladder[last + 1];
  const seen = `Last start-up step in the log: ${ladder[last]?.title}`;
  return next === undefined ? `${seen}, which is the last there is.` : `${seen}; not seen: ${next.title}.`;
}

function joined(parts: readonly (string | null)[]): string | null {
  const present = parts.filter((part) => part !== null);
  return present.length === 0 ? null : present.join(' · ');
}
