import type {Aws} from '../../aws/clients.js';
import {filterAll, getStreamPage, type RawLogEvent} from '../../aws/logs.js';
import {parseAppRunnerLine} from '../../logs/events.js';
import {type Found, isNotFound} from '../attempt.js';
import type {Examination} from '../examination.js';
import type {LogEvent} from '../model.js';

export const EVENTS_STREAM = 'events';

/** More than this many lines of App Runner's own for one deployment is noise from elsewhere. */
const MAX_PAGES = 10;
/** After this the deployment's own stream is read instead. */
const PAGE_MS = 10_000;
const SLACK = 5_000;
/** Lines from after the deployment that are kept: the newest. */
const LATER_LINES = 200;
/** The first look is a head start, not the only one: nothing waits long for it. */
export const FIRST_LOOK_MS = 5_000;

/** The newest page of the stream `events`: of most services all there is, and fetched before anything is known. */
export type EventsPage =
  | {readonly status: 'read'; readonly events: readonly RawLogEvent[]}
  | {readonly status: 'missing'}
  | {readonly status: 'failed'; readonly error: unknown};

export async function readEventsPage(aws: Aws, group: string, signal: AbortSignal): Promise<EventsPage> {
  try {
    const {events} = await getStreamPage(aws, {group, stream: EVENTS_STREAM}, {signal, timeoutMs: FIRST_LOOK_MS});
    return {status: 'read', events};
  } catch (error) {
    return isNotFound(error) ? {status: 'missing'} : {status: 'failed', error};
  }
}

/**
 * App Runner's lines of the examined deployment. Reads the window anew: the page may not reach back to it. What has been
 * written since comes from the page, which is the newest.
 */
export async function collectServiceLog(
  aws: Aws,
  group: string,
  page: EventsPage,
  examination: Examination | undefined,
  signal: AbortSignal,
): Promise<Found<readonly LogEvent[]>> {
  const window = examination?.window;
  const id = examination?.operation?.id;
  if (window === undefined || id === undefined) return fromPage(group, page, undefined);

  const ours = (e: RawLogEvent): boolean => e.stream === EVENTS_STREAM || isDeploymentStream(e.stream, id);
  try {
    const {events, nextToken} = await filterAll(
      aws,
      {group, from: window.from, to: window.to},
      {signal, maxPages: MAX_PAGES, timeoutMs: PAGE_MS},
    );
    const found = events.filter(ours);
    // Where the window's answer lacks what the page shows, the page is right: both were read from one stream.
    const missing = inWindow(page, window).filter((e) => !found.some((f) => isSameLine(e, f)));
    return {
      value: inOrder([...found, ...missing, ...later(page, examination)]),
      ...((nextToken !== undefined || isBlindAfter(page, examination)) && {truncated: true}),
      source: 'logs:FilterLogEvents',
    };
  } catch (error) {
    if (isNotFound(error) && page.status !== 'read') return {absent: missingGroup(group)};
    const streams = await deploymentStream(aws, group, id, window, signal);
    const known = [...inWindow(page, window), ...streams, ...later(page, examination)];
    if (known.length === 0) throw error;
    return {
      value: inOrder(known),
      source: 'logs:GetLogEvents',
      ...(!reachesBack(page, window.from) && {truncated: true}),
    };
  }
}

/**
 * The image that a deployment pulled, from App Runner's own line.
 *
 * The first such line of the deployment: a rollback may pull the old image again afterwards.
 */
export function attemptedImage(events: readonly RawLogEvent[], examination: Examination): string | undefined {
  const {window, operation} = examination;
  if (window === undefined || operation === undefined) return undefined;
  const pulls = events
    .filter((e) => e.timestamp >= window.from && e.timestamp <= window.to)
    .filter((e) => e.stream === EVENTS_STREAM || isDeploymentStream(e.stream, operation.id))
    .flatMap((e) => {
      const fact = parseAppRunnerLine(e.message, e.stream);
      return fact.kind === 'pulling' ? [{at: e.timestamp, image: fact.image}] : [];
    })
    .sort((a, b) => a.at - b.at);
  const start = operation.startedAt ?? window.from;
  return (pulls.find((p) => p.at >= start - SLACK) ?? pulls[0])?.image;
}

/** Whether the page shows the deployment from its start on, so that its first pull is known already. */
export function reachesBack(page: EventsPage, from: number): boolean {
  const oldest = page.status === 'read' ? page.events[0]?.timestamp : undefined;
  return oldest !== undefined && oldest <= from;
}

async function deploymentStream(
  aws: Aws,
  group: string,
  id: string,
  window: {from: number; to: number},
  signal: AbortSignal,
): Promise<readonly RawLogEvent[]> {
  try {
    const {events} = await getStreamPage(
      aws,
      {group, stream: `deployment/${id}`, ...window},
      {signal, timeoutMs: PAGE_MS},
    );
    return events;
  } catch {
    // The failure that led here is the one to report.
    return [];
  }
}

function fromPage(group: string, page: EventsPage, window: {from: number; to: number} | undefined): Found<LogEvent[]> {
  if (page.status === 'failed') throw page.error;
  if (page.status === 'missing') return {absent: missingGroup(group)};
  return {value: inOrder(window === undefined ? page.events : inWindow(page, window)), source: 'logs:GetLogEvents'};
}

function missingGroup(group: string): string {
  return `the log group ${group} does not exist: App Runner has written nothing for this service`;
}

function inWindow(page: EventsPage, window: {from: number; to: number}): RawLogEvent[] {
  if (page.status !== 'read') return [];
  return page.events.filter((e) => e.timestamp >= window.from && e.timestamp <= window.to);
}

/** What the page shows of the time since the deployment: none of it is the deployment's own. */
function later(page: EventsPage, examination: Examination | undefined): RawLogEvent[] {
  const aftermath = examination?.aftermath;
  if (page.status !== 'read' || aftermath === undefined) return [];
  return page.events.filter((e) => e.timestamp > aftermath.from).slice(-LATER_LINES);
}

function isBlindAfter(page: EventsPage, examination: Examination | undefined): boolean {
  return examination?.aftermath !== undefined && page.status === 'failed';
}

/** "deployment/<id>", or with the operation's type before the id. */
function isDeploymentStream(stream: string, id: string): boolean {
  return stream.startsWith('deployment/') && stream.endsWith(id);
}

function isSameLine(a: RawLogEvent, b: RawLogEvent): boolean {
  return a.timestamp === b.timestamp && a.stream === b.stream && a.message === b.message;
}

/** By time; lines of one millisecond keep the order in which AWS sent them. */
export function inOrder(events: readonly RawLogEvent[]): LogEvent[] {
  return [...events]
    .sort((a, b) => a.timestamp - b.timestamp)
    .map(({timestamp, stream, message}) => ({timestamp, stream, message}));
}
