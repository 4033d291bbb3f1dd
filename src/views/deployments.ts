import {callOfOperation, hasFailed, isDeployment} from '../evidence/examination.js';
import type {ChangeEvent, Operation} from '../evidence/model.js';
import type {AppRunnerEvent} from '../logs/model.js';
import {formatDuration, formatTime} from '../report/format.js';
import type {RenderOptions} from '../report/options.js';
import {createPage, type Page, paragraph} from '../report/text/page.js';
import {sanitizeDeep} from '../terminal/sanitize.js';
import {padEnd} from '../terminal/width.js';

export interface Deployments {
  readonly schemaVersion: 1;
  readonly service: string;
  /** Newest first. */
  readonly operations: readonly DeploymentRow[];
  /** What could not be read, so that a column may be empty without a meaning. */
  readonly gaps: readonly {readonly evidence: string; readonly why: string; readonly fix: string | null}[];
}

export interface DeploymentRow {
  readonly id: string;
  readonly type: string | null;
  readonly status: string | null;
  readonly outcome: 'succeeded' | 'failed' | 'rolled-back' | 'in-progress' | 'unknown';
  /** The image that it attempted; null where no line and no trail event says so. */
  readonly image: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationSeconds: number | null;
  /** App Runner's first line about the failure. */
  readonly firstError: string | null;
}

/**
 * One row for each operation, from the operations, App Runner's lines and CloudTrail.
 *
 * @param configured the image in the service's configuration, unless an operation is changing it
 */
export function deploymentRows(
  operations: readonly Operation[],
  events: readonly AppRunnerEvent[],
  changes: readonly ChangeEvent[],
  configured: string | undefined,
): DeploymentRow[] {
  // The image in the service's configuration is the one that last came up.
  const current = operations.find((operation) => isDeployment(operation) && operation.status === 'SUCCEEDED');
  return operations.map((operation, index) => {
    const {id, type, status, startedAt, endedAt} = operation;
    // Lines belong to an operation until the next one begins; after the failure the pull of the old image follows.
    const until = operations[index - 1]?.startedAt ?? Number.POSITIVE_INFINITY;
    // They may precede its start a little; those before the end of the one before are that one's.
    const from = (start: number) => Math.max(start - LEAD_MS, Math.min(start, operations[index + 1]?.endedAt ?? 0));
    const own =
      startedAt === undefined ? [] : events.filter((e) => e.timestamp >= from(startedAt) && e.timestamp < until);
    const pulled = own.find((event) => event.kind === 'pulling');
    return {
      id,
      type: type ?? null,
      status: status ?? null,
      outcome: outcomeOf(status),
      image: isDeployment(operation)
        ? ((pulled?.kind === 'pulling' ? pulled.image : undefined) ??
          callOfOperation(operation, changes)?.image ??
          (operation === current ? configured : undefined) ??
          null)
        : null,
      startedAt: isoOf(startedAt),
      endedAt: isoOf(endedAt),
      durationSeconds:
        startedAt === undefined || endedAt === undefined ? null : Math.round((endedAt - startedAt) / 1000),
      firstError: hasFailed(operation) ? (own.find(isFailure)?.message ?? null) : null,
    };
  });
}

const LEAD_MS = 60_000;

function isFailure(event: AppRunnerEvent): boolean {
  return ['pull-failed', 'exit', 'health-check-failed', 'build-failed', 'deploy-failed'].includes(event.kind);
}

function outcomeOf(status: string | undefined): DeploymentRow['outcome'] {
  switch (status) {
    case 'SUCCEEDED':
      return 'succeeded';
    case 'FAILED':
    // It failed, and so did going back: nothing says what runs.
    case 'ROLLBACK_FAILED':
      return 'failed';
    case 'ROLLBACK_SUCCEEDED':
      return 'rolled-back';
    case 'PENDING':
    case 'IN_PROGRESS':
    case 'ROLLBACK_IN_PROGRESS':
      return 'in-progress';
    default:
      return 'unknown';
  }
}

function isoOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

export function deploymentsText(deployments: Deployments, options: RenderOptions): string {
  const page = createPage(options);
  const {service, operations, gaps} = sanitizeDeep(deployments);
  if (operations.length === 0) return `${service}: AWS lists no operation.\n`;
  return `${[
    `${page.style.bold(service)}, times in UTC`,
    ...operations.flatMap((row) => ['', ...rowLines(page, row)]),
    ...(gaps.length > 0 ? [''] : []),
    ...gaps.flatMap(({evidence, why}) => paragraph(page, `not read: ${evidence}: ${why}`)),
  ].join('\n')}\n`;
}

/** The id stands alone and whole, however narrow the page: it is there to be copied and to be found by grep. */
function rowLines(page: Page, row: DeploymentRow): string[] {
  const {green, red, yellow, dim} = page.style;
  const paint = {succeeded: green, failed: red, 'rolled-back': red, 'in-progress': yellow, unknown: dim}[row.outcome];
  const head = [
    row.startedAt === null ? padEnd('unknown', 19) : formatTime(row.startedAt, 'UTC').replace(' UTC', ''),
    padEnd(row.type ?? 'unknown', 16),
    padEnd(row.outcome, 11),
    row.durationSeconds === null ? '' : formatDuration(row.durationSeconds),
  ];
  return [
    ...paragraph(page, head.join('  ').trimEnd(), {paint}),
    `  ${row.id}`,
    ...paragraph(page, shortImage(row.image), {indent: 2}),
    ...(row.firstError === null ? [] : paragraph(page, row.firstError, {indent: 2})),
  ];
}

function shortImage(image: string | null): string {
  return image === null ? 'image not known' : image.replace(/^.*\//, '');
}
