import type {Examination} from '../evidence/examination.js';
import type {ApplicationLog, InstanceStream} from '../evidence/model.js';
import type {AppRecord, AppRunnerEvent} from '../logs/model.js';
import {ownExits} from './exits.js';

/**
 * Whose lines the streams of the application log are.
 *
 * A stream names its instance, never the version that ran on it, and an instance of the old version may begin at any
 * time: the service scales out, or replaces one. So App Runner's own lines bound it: an instance of the deployment can
 * begin neither before instances were provisioned nor after the deployment had failed.
 */
export interface Attribution {
  /** Began at another time: their lines prove nothing of the deployment, and refute nothing. */
  readonly others: readonly UnattributedStream[];
  /** App Runner's own lines bound the time; else the operation's own start and end do, and the old version may be in. */
  readonly bounded: boolean;
}

export interface UnattributedStream extends InstanceStream {
  readonly beganAt: number;
  /** Before instances were provisioned, or after the deployment had failed. */
  readonly side: 'before' | 'after';
  /** Seconds from there. */
  readonly seconds: number;
}

/** Clocks of App Runner, of an instance and of CloudWatch differ a little. Milliseconds. */
const TOLERANCE = 5_000;
/** Lines of a container that ended at once are stamped when they are read. */
const LATE_SECONDS = 60;

export function attribute(
  log: ApplicationLog,
  events: readonly AppRunnerEvent[] | undefined,
  examination: Examination | undefined,
): Attribution {
  const {from, to, bounded} = boundsOf(events ?? [], examination);
  const others = log.streams.flatMap(({name, beganAt}): UnattributedStream[] => {
    if (beganAt === undefined) return [];
    if (from !== undefined && beganAt < from - TOLERANCE) return [{name, beganAt, ...apart('before', from - beganAt)}];
    if (to !== undefined && beganAt > to + TOLERANCE) return [{name, beganAt, ...apart('after', beganAt - to)}];
    return [];
  });
  // Where no other stream is the deployment's, one that begins right after the failure may be stamped late.
  const isLate = ({side, seconds}: UnattributedStream) => side === 'after' && seconds <= LATE_SECONDS;
  if (others.length === log.streams.length && others.some(isLate)) {
    return {others: others.filter((stream) => !isLate(stream)), bounded: false};
  }
  return {others, bounded};
}

function apart(side: UnattributedStream['side'], ms: number): Pick<UnattributedStream, 'side' | 'seconds'> {
  return {side, seconds: Math.round(ms / 1000)};
}

/** When instances of the deployment can have begun. */
function boundsOf(
  events: readonly AppRunnerEvent[],
  examination: Examination | undefined,
): {readonly from?: number | undefined; readonly to?: number | undefined; readonly bounded: boolean} {
  const operation = examination?.operation;
  // There is no other version beside the first one.
  if (operation === undefined || operation.type === 'CREATE_SERVICE') return {bounded: true};
  const from = (events.find(({kind}) => kind === 'provisioning') ?? events.find(({kind}) => kind === 'pull-ok'))
    ?.timestamp;
  const failedAt = firstFailure(events);
  // Of a deployment that succeeded every later instance is one, too.
  if (examination?.state === 'succeeded') return {from, bounded: from !== undefined};
  const isOpen = examination?.state === 'in-progress';
  return {
    from,
    to: failedAt ?? (isOpen ? undefined : operation.endedAt),
    bounded: from !== undefined && (failedAt !== undefined || isOpen),
  };
}

function firstFailure(events: readonly AppRunnerEvent[]): number | undefined {
  const exits = new Set<AppRunnerEvent>(ownExits(events));
  return events.find(
    (event) =>
      exits.has(event) ||
      event.kind === 'health-check-failed' ||
      event.kind === 'deploy-failed' ||
      (event.kind === 'deployment' && event.what === 'failed'),
  )?.timestamp;
}

/** The log without the lines that cannot be attributed. */
export function ownLog(log: ApplicationLog, {others}: Attribution): ApplicationLog {
  const foreign = namesOf(others);
  return {
    ...log,
    streams: log.streams.filter(({name}) => !foreign.has(name)),
    events: log.events.filter(({stream}) => !foreign.has(stream)),
  };
}

/** Records of the deployment's own instances. Their indices still point into the whole log. */
export function ownRecords(records: readonly AppRecord[], {others}: Attribution): readonly AppRecord[] {
  const foreign = namesOf(others);
  return records.filter(({stream}) => !foreign.has(stream));
}

function namesOf(streams: readonly InstanceStream[]): ReadonlySet<string> {
  return new Set(streams.map(({name}) => name));
}
