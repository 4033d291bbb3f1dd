import type {ChangeEvent, Operation} from './model.js';

/**
 * Which deployment a run looks at, and where in time its evidence lies.
 *
 * The operation list decides, never the service's status: after a silent rollback the status is RUNNING.
 */
export interface Examination {
  readonly operation?: Operation;
  /** The newest deployment before it that succeeded. */
  readonly previousGood?: Operation;
  /** Deployments that began after it, newest first: an older one was asked for. */
  readonly later?: readonly Operation[];
  /** Deployments of the same unbroken run of failures, newest first, the examined one included. */
  readonly failedInARow: readonly Operation[];
  /**
   * Of a deployment that succeeded: those that failed since the good one before it, newest first. Somebody may have put
   * an end to that failure by going back, and nobody mended it.
   */
  readonly failedBefore?: readonly Operation[];
  readonly state: 'failed' | 'rolled-back' | 'rolling-back' | 'in-progress' | 'succeeded' | 'none';
  /** Epoch milliseconds; absent when the operation has no start. */
  readonly window?: {readonly from: number; readonly to: number};
  /**
   * What came after it, where it succeeded and no other operation has begun since: the time in which its version runs.
   * Epoch milliseconds.
   */
  readonly aftermath?: {readonly from: number; readonly to: number};
  /** The user named the operation. */
  readonly requested?: true;
}

/** The only operations that start nothing. One of a kind not known yet may: its failure must not be passed over. */
const OTHERS = new Set(['PAUSE_SERVICE', 'DELETE_SERVICE']);

const MINUTE = 60_000;
/** Lines may precede the operation's own StartedAt a little, and trail its end by minutes. */
const LEAD = 1 * MINUTE;
const TRAIL = 5 * MINUTE;

/**
 * Whether an operation starts a version of the application. To resume a paused service starts the one that was there: it
 * counts only where it failed, or is under way.
 */
export function isDeployment(operation: Operation): boolean {
  if (isResumption(operation)) return false;
  return operation.type === undefined || !OTHERS.has(operation.type);
}

function isResumption({type, status}: Operation): boolean {
  return type === 'RESUME_SERVICE' && status === 'SUCCEEDED';
}

/** Whether an operation ended without its version running. */
export function hasFailed(operation: Operation): boolean {
  const status = operation.status ?? '';
  return status === 'FAILED' || status.startsWith('ROLLBACK_');
}

/**
 * Chooses the deployment to examine: the one asked for, else the newest.
 *
 * @param operations any order; sorted here, newest first
 * @param now epoch milliseconds, the end of the window of an operation without an end
 */
export function examine(operations: readonly Operation[], now: number, requested?: string): Examination {
  const deployments = newestFirst(operations).filter(isDeployment);
  const index =
    requested === undefined ? 0 : deployments.findIndex((o) => o.id === requested || o.id.startsWith(requested));
  const operation = deployments[index];
  if (operation === undefined) return {failedInARow: [], state: 'none'};

  const later = deployments.slice(0, index);
  const older = deployments.slice(index + 1);
  const previousGood = older.find((o) => o.status === 'SUCCEEDED');
  const failedInARow: Operation[] = [];
  if (hasFailed(operation)) {
    for (const o of deployments.slice(index)) {
      if (!hasFailed(o)) break;
      failedInARow.push(o);
    }
  }
  const failedBefore = operation.status === 'SUCCEEDED' ? failuresSince(older) : [];
  const next = index > 0 ? deployments[index - 1] : undefined;
  const window = windowOf(operation, next, now);
  const aftermath = window && aftermathOf(operation, operations, window.to, now);
  return {
    operation,
    ...(previousGood && {previousGood}),
    ...(later.length > 0 && {later}),
    failedInARow,
    ...(failedBefore.length > 0 && {failedBefore}),
    state: stateOf(operation),
    ...(window && {window}),
    ...(aftermath && {aftermath}),
    ...(requested !== undefined && {requested: true as const}),
  };
}

/** Deployments that failed since the newest of these that succeeded. */
function failuresSince(older: readonly Operation[]): readonly Operation[] {
  const good = older.findIndex((o) => o.status === 'SUCCEEDED');
  return older.slice(0, good === -1 ? undefined : good).filter(hasFailed);
}

/**
 * The update since the examined deployment whose configuration AWS shows: it succeeded, or it is under way. What the
 * examined one ran with may have been another.
 */
export function updateSince({later = []}: Examination): Operation | undefined {
  return later.find((o) => o.type === 'UPDATE_SERVICE' && (o.status === 'SUCCEEDED' || isOpen(o)));
}

function stateOf(operation: Operation): Examination['state'] {
  switch (operation.status) {
    case 'FAILED':
    // It failed, and so did going back: that it was rolled back would be too much said.
    case 'ROLLBACK_FAILED':
      return 'failed';
    case 'ROLLBACK_SUCCEEDED':
      return 'rolled-back';
    case 'ROLLBACK_IN_PROGRESS':
      return 'rolling-back';
    case 'SUCCEEDED':
      return 'succeeded';
    case 'PENDING':
    case 'IN_PROGRESS':
      return 'in-progress';
    default:
      return 'none';
  }
}

function windowOf(
  operation: Operation,
  next: Operation | undefined,
  now: number,
): {from: number; to: number} | undefined {
  if (operation.startedAt === undefined) return undefined;
  const end =
    operation.endedAt ?? (isOpen(operation) ? now : (operation.updatedAt ?? operation.startedAt + 45 * MINUTE));
  const limit = next?.startedAt === undefined ? Number.POSITIVE_INFINITY : Math.max(next.startedAt, end);
  return {from: operation.startedAt - LEAD, to: Math.min(end + TRAIL, limit)};
}

/**
 * A pause or a deletion ends instances too: whatever began later ends the time. Resumed, the version runs again, and the
 * time begins there.
 */
function aftermathOf(
  operation: Operation,
  all: readonly Operation[],
  from: number,
  now: number,
): Examination['aftermath'] {
  const {startedAt} = operation;
  if (operation.status !== 'SUCCEEDED' || startedAt === undefined) return undefined;
  const later = newestFirst(all).filter((other) => other !== operation && (other.startedAt ?? startedAt) > startedAt);
  const [last] = later;
  const resumed = last !== undefined && isResumption(last) && !later.some(isDeployment) ? last : undefined;
  if (last !== undefined && resumed === undefined) return undefined;
  const since = resumed === undefined ? from : (resumed.endedAt ?? resumed.startedAt ?? now) + TRAIL;
  return since >= now ? undefined : {from: since, to: now};
}

function isOpen(operation: Operation): boolean {
  return ['PENDING', 'IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'].includes(operation.status ?? '');
}

function newestFirst(operations: readonly Operation[]): Operation[] {
  // AWS lists newest first; a list that says otherwise by its dates is put right, ties keep AWS's order. Where a date
  // is missing the dates order nothing: an old success must not come before a new failure.
  if (operations.some(({startedAt}) => startedAt === undefined)) return [...operations];
  return [...operations]
    .map((operation, index) => ({operation, index}))
    .sort((a, b) => (b.operation.startedAt ?? 0) - (a.operation.startedAt ?? 0) || a.index - b.index)
    .map(({operation}) => operation);
}

/** Between a call and the operation that it begins; CloudTrail and App Runner keep time to the second. */
const NEAR_MS = 5 * 60_000;

/**
 * The accepted call that began an operation: the one that got its id as the answer, else the nearest one in time that
 * can have begun one of its type and got no other id. Undefined where there is none, as with automatic deployments.
 */
export function callOfOperation(
  {id, type, startedAt}: Pick<Operation, 'id' | 'type' | 'startedAt'>,
  changes: readonly ChangeEvent[],
): ChangeEvent | undefined {
  const accepted = changes.filter(({errorCode}) => errorCode === undefined);
  const exact = accepted.find(({operationId}) => operationId === id);
  if (exact !== undefined || startedAt === undefined) return exact;
  const distance = ({at}: ChangeEvent): number => Math.abs(at - startedAt);
  return accepted
    .filter((change) => change.operationId === undefined && begins(change, type) && distance(change) < NEAR_MS)
    .sort((x, y) => distance(x) - distance(y))[0];
}

/** UpdateService begins an UPDATE_SERVICE, and so on. */
function begins({name}: ChangeEvent, type: Operation['type']): boolean {
  return type === undefined || type.replaceAll('_', '') === name.toUpperCase();
}
