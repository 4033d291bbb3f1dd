import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import {reportExitCode} from '../../src/report/exit-code.js';
import type {Report} from '../../src/report/model.js';
import {collectIncident, type Expectation, incidentSlugs, loadIncident} from './incidents.js';

/** What a report answers, as far as an incident expects it. */
export interface Answer {
  readonly outcome: Report['outcome'];
  readonly exitCode: number;
  /** The cause that stands first, when it is confirmed or likely. */
  readonly first: string | null;
  readonly rolledBack: boolean;
}

export interface Row {
  readonly slug: string;
  readonly expected: Expectation;
  readonly got: Answer;
  /** Verdict of the first cause, whatever it is. */
  readonly verdict: string | null;
  /** Causes that are confirmed or likely and must not be. */
  readonly wronglyBlamed: readonly string[];
}

/** The measure of honesty over all incidents: `fixtures/incidents/scores.json` holds the least that is accepted. */
export interface Scores {
  readonly incidents: number;
  /** Outcome, first cause, exit code and rollback are as expected. */
  readonly rightFirstAnswers: number;
  /** Causes confirmed or likely that must not be blamed, over all incidents. */
  readonly wronglyBlamed: number;
  /** Incidents that have an answer and got none. */
  readonly needlessAbstentions: number;
}

const BLAMED: ReadonlySet<string> = new Set(['confirmed', 'likely']);

export function answerOf(report: Report): Answer {
  const [first] = report.causes;
  return {
    outcome: report.outcome,
    exitCode: reportExitCode(report),
    first: first !== undefined && BLAMED.has(first.verdict) ? first.cause : null,
    rolledBack: report.rolledBack !== false,
  };
}

/** Confirmed or likely, and excluded by the incident: by name, or by standing first where another cause must. */
export function wronglyBlamed(report: Report, expected: Expectation): string[] {
  const blamed = report.causes.filter(({verdict}) => BLAMED.has(verdict)).map(({cause}) => cause);
  return blamed.filter(
    (cause, index) => expected.mustNotBlame.includes(cause) || (index === 0 && cause !== expected.first),
  );
}

export async function judgeIncident(slug: string): Promise<Row> {
  const incident = loadIncident(slug);
  const {bundle} = await collectIncident(incident);
  const report = diagnose(bundle, {contract: neravaContract});
  const got = answerOf(report);
  const {expect: expected} = incident;
  return {
    slug,
    expected,
    got,
    verdict: report.causes[0]?.verdict ?? null,
    wronglyBlamed: wronglyBlamed(report, expected),
  };
}

/** Outcome, first cause, exit code and rollback are as expected. */
function isRight({expected, got}: Row): boolean {
  return (
    got.outcome === expected.outcome &&
    got.first === expected.first &&
    got.exitCode === expected.exitCode &&
    got.rolledBack === expected.rolledBack
  );
}

/** One after the other: each has a fake AWS and an environment of its own. */
export async function judgeIncidents(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const slug of incidentSlugs()) rows.push(await judgeIncident(slug));
  return rows;
}

export function scoresOf(rows: readonly Row[]): Scores {
  return {
    incidents: rows.length,
    rightFirstAnswers: rows.filter(isRight).length,
    wronglyBlamed: rows.reduce((sum, row) => sum + row.wronglyBlamed.length, 0),
    needlessAbstentions: rows.filter((row) => row.expected.first !== null && row.got.first === null).length,
  };
}

/** What is worse than before, in words; empty when nothing is. */
export function worsened(now: Scores, before: Scores): string[] {
  const wrong = ({incidents, rightFirstAnswers}: Scores) => incidents - rightFirstAnswers;
  const said: string[] = [];
  const compare = (what: string, is: number, was: number, worse: boolean) => {
    if (worse) said.push(`${what}: ${is}, was ${was}`);
  };
  compare('incidents', now.incidents, before.incidents, now.incidents < before.incidents);
  compare('wrong first answers', wrong(now), wrong(before), wrong(now) > wrong(before));
  compare('causes wrongly blamed', now.wronglyBlamed, before.wronglyBlamed, now.wronglyBlamed > before.wronglyBlamed);
  compare(
    'needless abstentions',
    now.needlessAbstentions,
    before.needlessAbstentions,
    now.needlessAbstentions > before.needlessAbstentions,
  );
  return said;
}

/** The whole table and its sums, for a terminal. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    isRight(row) && row.wronglyBlamed.length === 0 ? 'ok' : 'WRONG',
    row.slug,
    row.expected.first ?? row.expected.outcome,
    row.got.first ?? row.got.outcome,
    row.got.outcome === 'healthy' ? '-' : (row.verdict ?? '-'),
    row.wronglyBlamed.join(', '),
  ]);
  const head = ['', 'incident', 'expected', 'got', 'verdict', 'wrongly blamed'];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const lines = [head, ...cells].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const scores = scoresOf(rows);
  const rate = ((100 * scores.rightFirstAnswers) / scores.incidents).toFixed(1);
  const open = rows.filter((row) => row.got.outcome === 'inconclusive').length;
  return [
    ...lines,
    '',
    `first answer right  ${scores.rightFirstAnswers} of ${scores.incidents} (${rate} %)`,
    `wrongly blamed      ${scores.wronglyBlamed}`,
    `abstentions         ${open} (${scores.needlessAbstentions} of them where an answer was to be had)`,
    '',
  ].join('\n');
}
