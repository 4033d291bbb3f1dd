import {gapsOf} from '../engine/gaps.js';
import {EVIDENCE_IDS} from '../evidence/ids.js';
import type {EvidenceSet} from '../evidence/model.js';
import type {RenderOptions} from '../report/options.js';
import {createPage, definitions, type Page, paragraph, section} from '../report/text/page.js';
import {sanitizeDeep} from '../terminal/sanitize.js';
import {displayWidth, padEnd} from '../terminal/width.js';

export interface Doctor {
  readonly schemaVersion: 1;
  readonly node: string;
  readonly identity: string | null;
  readonly account: string | null;
  readonly region: string | null;
  /** The flag, variable or file that says so. */
  readonly regionFrom: string | null;
  /** Null: none could be had. */
  readonly credentials: {
    readonly source: string | null;
    readonly expiresAt: string | null;
    readonly expiresInSeconds: number | null;
  } | null;
  /** By how much this machine's clock is ahead of AWS's, behind where negative. Null: AWS never answered. */
  readonly clock: {readonly aheadSeconds: number} | null;
  /** Every operation that the program can call. */
  readonly operations: readonly DoctorOperation[];
  /** Empty where it could not look. */
  readonly evidence: readonly DoctorRow[];
  /** Why it could not look. */
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly code: string;
    readonly suggestions: readonly string[];
    readonly ref: string | null;
  };
}

export interface DoctorOperation {
  readonly operation: string;
  /** The IAM action that permits it. */
  readonly action: string;
  /** What it is for, as the end of "needed to …". */
  readonly neededTo: string;
  /** Without it there is no answer at all. */
  readonly essential: boolean;
  /** The flag without which it is not called. */
  readonly onlyWith: string | null;
  readonly status: 'allowed' | 'denied' | 'unknown';
  readonly by: 'call' | 'simulation' | null;
  readonly why: string | null;
  readonly fix: string | null;
}

export interface DoctorRow {
  readonly evidence: string;
  readonly status: 'ok' | 'partial' | 'denied' | 'failed' | 'not-asked';
  readonly source: string;
  /** The IAM action that is missing, where AWS said so. */
  readonly action: string | null;
  readonly why: string | null;
  readonly fix: string | null;
}

/** What a whole look brought, piece by piece. "It is not there" is an answer. */
export function doctorRows(evidence: EvidenceSet): DoctorRow[] {
  return EVIDENCE_IDS.map((id) => {
    const found = evidence[id];
    const head = {evidence: id, source: found.source};
    if (found.status === 'collected' || found.status === 'absent') {
      const holes = gapsOf(evidence).filter((gap) => gap.evidence === id);
      if (holes.length === 0) return {...head, status: 'ok', action: null, why: null, fix: null};
      const why = holes.map((hole) => hole.why).join('; ');
      const fix = [...new Set(holes.flatMap((hole) => hole.fix ?? []))].join('; ');
      return {...head, status: 'partial', action: null, why, fix: fix === '' ? null : fix};
    }
    const status = found.status === 'denied' ? 'denied' : found.status === 'skipped' ? 'not-asked' : 'failed';
    return {...head, status, action: found.action ?? null, why: found.why, fix: found.fix ?? null};
  });
}

export function doctorText(doctor: Doctor, options: RenderOptions): string {
  const page = createPage(options);
  const safe = sanitizeDeep(doctor);
  const {node, identity, account, region, regionFrom, error, evidence, operations} = safe;
  // Where nothing was answered a table of unknowns says less than the reason.
  const answered = operations.some(({status}) => status !== 'unknown');
  const lines = [
    ...(error === undefined ? [] : [...errorLines(page, error), '']),
    ...definitions(
      page,
      [
        ['asked as', identity ?? 'unknown'],
        ['account', account],
        ['credentials', credentialsText(safe)],
        ['region', region === null ? 'unknown' : `${region}${regionFrom === null ? '' : ` (from ${regionFrom})`}`],
        ['clock', clockText(safe.clock)],
        ['node', node],
      ],
      0,
    ),
    ...section(page, 'What could be read', evidenceLines(page, evidence)),
    ...section(page, 'Call by call', answered ? operationLines(page, operations) : []),
    '',
    'The smallest IAM policy that allows all of it: nerava-diag doctor --policy',
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function errorLines(page: Page, {message, suggestions}: NonNullable<Doctor['error']>): string[] {
  return [
    ...paragraph(page, message, {label: 'Could not look:', labelPaint: page.style.red}),
    ...suggestions.flatMap((suggestion) => paragraph(page, suggestion, {indent: 2})),
  ];
}

function credentialsText({credentials, error}: Doctor): string {
  // A run that ended before they were asked for has not found that there are none.
  if (credentials === null) return error?.code === 'AWS_NO_CREDENTIALS' ? 'none' : 'unknown';
  const {source, expiresAt, expiresInSeconds} = credentials;
  const from = source ?? 'a provider that does not name itself (the EC2 metadata service is one)';
  if (expiresAt === null || expiresInSeconds === null) return `${from}; no end is known`;
  return expiresInSeconds <= 0
    ? `${from}; expired at ${expiresAt}`
    : `${from}; until ${expiresAt} (${spell(expiresInSeconds)} from now)`;
}

/** AWS refuses a signature whose time differs by 5 minutes. */
const CLOCK_LIMIT_SECONDS = 240;

function clockText(clock: Doctor['clock']): string | null {
  if (clock === null) return null;
  const {aheadSeconds} = clock;
  const off = Math.abs(aheadSeconds);
  if (off <= 1) return "agrees with AWS's";
  const differs = `${spell(off)} ${aheadSeconds > 0 ? 'ahead of' : 'behind'} AWS's`;
  if (off <= CLOCK_LIMIT_SECONDS) return differs;
  return `${differs}: from 5 min on AWS refuses what is signed. This program corrects for it, others may not. Set the clock: timedatectl status`;
}

function spell(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

function evidenceLines(page: Page, evidence: readonly DoctorRow[]): string[] {
  const {green, red, yellow, dim} = page.style;
  const paint = {ok: green, partial: yellow, denied: red, failed: yellow, 'not-asked': dim};
  return evidence.flatMap(({evidence: id, status, why, fix, source, action}) => {
    const reason =
      status === 'ok' ? source : [why, action === null ? null : `needs ${action}`, fix].filter(Boolean).join('; ');
    return paragraph(page, reason, {
      indent: 2,
      label: `${padEnd(status, 9)} ${padEnd(id, 21)}`,
      labelPaint: paint[status],
    });
  });
}

function operationLines(page: Page, operations: readonly DoctorOperation[]): string[] {
  const {green, red, dim} = page.style;
  const paint = {allowed: green, denied: red, unknown: dim};
  const width = Math.max(...operations.map(({action}) => displayWidth(action)));
  return operations.flatMap(({operation, action, neededTo, status, by, why, fix}) => {
    const own = operation === action ? null : `called as ${operation}`;
    const seen = status === 'allowed' && by === 'simulation' ? 'by simulation, not called' : null;
    const reason = [`to ${neededTo}`, own, seen, why, fix].filter((part) => part !== null).join('; ');
    return paragraph(page, reason, {
      indent: 2,
      label: `${padEnd(status, 7)} ${padEnd(action, width)}`,
      labelPaint: paint[status],
    });
  });
}
