import type {Outcome, RankedCause} from '../report/model.js';
import {exitsSince} from './aftermath.js';
import {isGap} from './evaluate.js';
import {known, sawEvents} from './phases.js';
import {iso} from './pointers.js';
import type {FactSet} from './rule.js';
import {improve, read, readLogs, region, serviceFlags, serviceName} from './steps.js';
import type {Step} from './verdict.js';

const HORIZONS: readonly Step['horizon'][] = ['immediate', 'short-term', 'medium-term', 'long-term'];
/** Candidates whose separating check leads an inconclusive report. */
const CANDIDATES = 4;
/** Milliseconds. */
const LOG_DELAY = 5 * 60_000;

/** What to do, in the order of doing: from the causes, then what helps after any failed deployment. */
export function actionsOf(outcome: Outcome, causes: readonly RankedCause[], facts: FactSet, now: number): Step[] {
  if (outcome === 'healthy') return examineFailed(facts);
  const decided = causes.filter((cause) => cause.verdict === 'confirmed' || cause.verdict === 'likely');
  const steps = decided.length > 0 ? decided.flatMap((cause) => cause.next) : open(causes, facts, now);
  const all = [...underWay(facts), ...steps, ...always(facts)];
  const unique = [...new Map(all.map((step) => [`${step.text} ${step.command ?? ''}`, step])).values()];
  return HORIZONS.flatMap((horizon) => unique.filter((step) => step.horizon === horizon));
}

/** The service is well; what failed before may be tried again as it was. */
function examineFailed(facts: FactSet): Step[] {
  return (known(facts.examination)?.failedBefore ?? [])
    .slice(0, 1)
    .map(({id}) =>
      read(
        'See why the deployment before this one failed',
        `nerava-diag diagnose ${serviceName(facts)} --region ${region(facts)} --deployment ${id}`,
      ),
    );
}

/** Nothing is decided: reading steps only, the check that separates the candidates first. */
function open(causes: readonly RankedCause[], facts: FactSet, now: number): Step[] {
  const again = read(
    'Look again for late application logs',
    `nerava-diag diagnose ${serviceName(facts)} --region ${region(facts)} --wait-logs 180`,
  );
  const exit = exitsSince(facts).at(-1);
  if (exit !== undefined) return [lookBefore(exit.timestamp, facts)];
  const unread = readEvents(facts);
  const candidates = causes
    // What is only unknown, for want of App Runner's lines, is known once they are read.
    .filter(({verdict}) => verdict === 'possible' || (verdict === 'unknown' && unread.length === 0))
    .slice(0, CANDIDATES);
  const separating = candidates.flatMap((cause) => cause.next.filter((step) => step.kind === 'read').slice(0, 1));
  const steps = [...unread, ...(logMayBeLate(facts, now) ? [again] : []), ...separating];
  if (steps.length > 0) return steps;
  return (known(facts['app-records']) ?? []).length > 0 ? [readLogs(facts)] : [again];
}

/** App Runner's own lines say in which phase a deployment died: nothing else is worth doing before they are read. */
function readEvents(facts: FactSet): Step[] {
  const {events} = facts;
  const operation = known(facts.examination)?.operation;
  if (operation === undefined || sawEvents(known(events))) return [];
  if (isGap<unknown>(events)) {
    const how = events.fix === undefined ? '' : `: ${events.fix}`;
    return [
      read(
        `Make App Runner’s own lines readable and look again; they say in which phase the deployment died${how}`,
        `nerava-diag diagnose ${serviceName(facts)} --region ${region(facts)}`,
      ),
    ];
  }
  return [
    read(
      'Look for App Runner’s own lines: its stream `events` shows none of this deployment, and without them nobody can say in which phase it died',
      `nerava-diag logs ${serviceName(facts)} --region ${region(facts)} --group service --deployment ${operation.id}`,
    ),
  ];
}

/** A quarter of an hour before a container exited, and a minute after: its last lines. */
function lookBefore(at: number, facts: FactSet): Step {
  const [since, until] = [iso(at - 15 * 60_000), iso(at + 60_000)];
  return read(
    'Read what was logged before the container exited',
    `nerava-diag logs ${serviceName(facts)} --region ${region(facts)} --since ${since} --until ${until}`,
  );
}

/** Application logs trail a failure by minutes: until then an empty log proves nothing. */
function logMayBeLate(facts: FactSet, now: number): boolean {
  const log = facts['application-log'];
  const empty = log.status === 'absent' || (log.status === 'collected' && log.value.events.length === 0);
  const operation = known(facts.examination)?.operation;
  return empty && operation !== undefined && now - (operation.endedAt ?? now) < LOG_DELAY;
}

/** While an operation runs every change is refused, and there is no way to cancel. */
function underWay(facts: FactSet): Step[] {
  const state = known(facts.examination)?.state;
  if (state !== 'in-progress' && state !== 'rolling-back') return [];
  return [
    read(
      'Wait until the operation has ended: until then App Runner refuses every change, and it cannot be cancelled',
      `nerava-diag diagnose ${serviceName(facts)} --region ${region(facts)} --watch`,
    ),
  ];
}

function always(facts: FactSet): Step[] {
  return [
    read(
      'Keep this evidence before it ages',
      `nerava-diag collect ${serviceName(facts)} --region ${region(facts)} -o incident.bundle.json`,
    ),
    read(
      'After any deployment, look at the operation and not at the status: RUNNING proves nothing',
      `aws apprunner list-operations ${serviceFlags(facts)} --max-results 5`,
    ),
    improve('Let the pipeline wait for the operation and fail on ROLLBACK_SUCCEEDED', 'short-term'),
    improve('Run `nerava-diag preflight IMAGE` before each deployment', 'medium-term'),
    improve('Alarm on AWS App Runner deployment failures (EventBridge: operation status change)', 'long-term'),
  ];
}
