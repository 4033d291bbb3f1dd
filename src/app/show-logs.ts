import {setTimeout as sleep} from 'node:timers/promises';
import {AwsError, mayPass, toDiagError} from '../aws/errors.js';
import {DiagError, lookError, usageError} from '../errors.js';
import {isDenied, isNotFound} from '../evidence/attempt.js';
import type {Examination} from '../evidence/examination.js';
import {type LogSession, openLogSession} from '../evidence/log-session.js';
import {type FollowEnd, follow} from '../logs/follow.js';
import {createGrep} from '../logs/grep.js';
import {readHistory} from '../logs/history.js';
import type {LogGroup} from '../logs/merge.js';
import {Pacer} from '../logs/pacer.js';
import type {PageEvent} from '../logs/page.js';
import {type Appetite, Printer} from '../logs/print.js';
import {SeenEvents} from '../logs/seen.js';
import type {Text} from '../terminal/stdout.js';
import {DeploymentLines} from './deployment-lines.js';
import {logMarks} from './log-marks.js';
import {type LogViewOptions, logView} from './log-view.js';
import {longReadText} from './long-read.js';
import {createReader} from './read-logs.js';
import {searchLogs} from './search-logs.js';

export interface ShowLogsOptions extends LogViewOptions {
  readonly service?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Epoch milliseconds; without them the window of the deployment, or the last hour (ten minutes when following). */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** `latest`, or the id (or its beginning) of an operation. */
  readonly deployment?: string | undefined;
  readonly group: LogGroup | 'all';
  readonly follow: boolean;
  /** By CloudWatch Logs Insights instead of page by page. */
  readonly insights: boolean;
  readonly grep?: string | undefined;
  readonly filter?: string | undefined;
  readonly limit?: number | undefined;
  readonly signal: AbortSignal;
  readonly write: (text: Text) => Promise<'written' | 'closed'>;
  readonly note: (text: string) => void;
  readonly progress: (text: string) => void;
  /** Between two looks of a follow. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** How long the last look of a follow may take. */
const LAST_LOOK_MS = 2500;

export interface LogsShown {
  readonly lines: number;
  /** Groups that were asked for and may not be read: what was shown is a part. */
  readonly denied: readonly LogGroup[];
}

/**
 * The logs of a service, as they come. Of two groups one may be denied: the other is shown, and a remark says so.
 *
 * @throws DiagError (exit 3) when nothing could be read
 */
export async function showLogs(options: ShowLogsOptions): Promise<LogsShown> {
  const grep = options.grep === undefined ? undefined : createGrep(options.grep);
  const session = await openLogSession(options);
  try {
    return await show(options, session, grep);
  } catch (error) {
    throw error instanceof AwsError ? explained(error, options, session.target.name) : error;
  } finally {
    session.close();
  }
}

async function show(
  options: ShowLogsOptions,
  session: LogSession,
  grep: ReturnType<typeof createGrep> | undefined,
): Promise<LogsShown> {
  const {signal, note} = options;
  const wanted = options.deployment ?? (options.startup && options.since === undefined ? 'latest' : undefined);
  const deployment = wanted === undefined ? undefined : await deploymentOf(session, wanted, options);
  const {from, to} = windowOf(options, deployment, session.now());
  const groups = (options.group === 'all' ? (['service', 'application'] as const) : [options.group]).map((group) => ({
    group,
    name: session.groups[group],
  }));
  const pacer = new Pacer({quota: session.quota});
  const missing = new Set<LogGroup>();
  const denied = new Map<LogGroup, AwsError>();
  const seen = new SeenEvents();

  const onProgress = progressOf(options, from, to);
  // What a query cannot cut is searched here, by the same words.
  const read = createReader(options.insights ? {...options, filter: undefined} : options, session, pacer);
  const search = options.insights ? await searchLogs(options, session, {from, to, read}) : undefined;
  const history = readHistory({
    groups,
    read: search?.read ?? ((name) => read(name, from, to, onProgress)),
    isMissing: isNotFound,
    onMissing: (group) => missing.add(group),
    isApart(group, error) {
      if (!isDenied(error)) return false;
      denied.set(group, error);
      return true;
    },
  });
  // The first pages are asked for now, beside what says how they are to be shown.
  const begun = history.next();
  begun.catch(() => {});
  const printer = new Printer(await printerOptions(options, session, {deployment, from, to}, grep));

  let appetite: Appetite = 'more';
  for (let batch = await begun; batch.done !== true; batch = await history.next()) {
    const {group, events} = batch.value;
    // By AWS's clock, which the answers tell: by one that is ahead the last minutes would lie further back.
    if (options.follow) remember(seen, events, Math.min(to, session.now()));
    appetite = await printer.events(group, events);
    if (appetite !== 'more') break;
  }
  await history.return();
  const shown = (): LogsShown => ({lines: printer.shown, denied: [...denied.keys()]});
  if (appetite === 'closed') return {lines: printer.shown, denied: []};
  const [refusal] = denied.values();
  // Of the only group, or of the only one that is there.
  if (refusal !== undefined && denied.size + missing.size === groups.length) throw refusal;
  const clock = clockText(session.now() - Date.now());
  if (clock !== undefined) note(clock);

  if (options.follow && appetite === 'more' && !signal.aborted) {
    // Before the follow: who waits for lines of that group would wait in vain.
    for (const [group, error] of denied) note(deniedText(group, error));
    const allowed = groups.filter(({group}) => !denied.has(group));
    const end = await followOn(options, session, printer, {groups: allowed, from, to, pacer, seen});
    await printer.end();
    if (end !== undefined) note(endText(end));
    return shown();
  }
  await printer.end();
  for (const [group, error] of denied) note(deniedText(group, error));
  if (search !== undefined && missing.size < groups.length) note(search.report(appetite));
  if (missing.size === groups.length)
    throw await session.explainMissingGroup(groups[0]?.group ?? 'service', groups.length > 1);
  if (missing.has('application')) note((await session.explainMissingGroup('application', false)).message);
  if (missing.has('service')) note(`No log group ${session.groups.service}: App Runner's own lines are not there.`);
  if (printer.shown === 0 && missing.size === 0) note(nothingText(options, from, to));
  return shown();
}

/** A pattern that CloudWatch does not understand is the caller's. */
function explained(error: AwsError, {filter}: ShowLogsOptions, service: string): DiagError {
  const {why} = error.failure;
  if (filter === undefined || !/InvalidParameter/.test(why) || !/pattern/i.test(why)) {
    return toDiagError(error, `cannot read the logs of ${service}`);
  }
  return usageError(
    `CloudWatch does not understand --filter ${filter} (${why}).`,
    ['Search for words: --filter \'"connection refused"\'', 'Or here, by a regular expression: --grep REGEX'],
    error,
  );
}

/** The deployment that is asked for, or the latest because --startup has no other time; then --since gives it one. */
async function deploymentOf(session: LogSession, wanted: string, options: ShowLogsOptions): Promise<Examination> {
  try {
    return await session.deployment(wanted);
  } catch (error) {
    const known = error instanceof AwsError ? toDiagError(error, 'cannot tell when the deployment was') : error;
    if (!(known instanceof DiagError) || (error instanceof AwsError && !isDenied(error))) throw error;
    const isImplied = options.deployment === undefined;
    if (!isImplied && !(error instanceof AwsError)) throw error;
    throw lookError(known.message, {
      code: known.code,
      suggestions: [
        ...(isImplied && !(error instanceof AwsError) ? [] : known.suggestions),
        isImplied
          ? 'Give --since: then --startup looks at that time.'
          : 'Look at a stretch of time instead of --deployment: --since 1h',
      ],
      cause: error,
    });
  }
}

function deniedText(group: LogGroup, {failure}: AwsError): string {
  const whose = group === 'service' ? "App Runner's own lines" : "The application's lines";
  return `${whose} are missing here, they may not be read: ${failure.why}${failure.fix === undefined ? '' : ` (${failure.fix})`}.`;
}

async function printerOptions(
  options: ShowLogsOptions,
  session: LogSession,
  {deployment, from, to}: {readonly deployment: Examination | undefined; readonly from: number; readonly to: number},
  grep: ReturnType<typeof createGrep> | undefined,
) {
  const isText = options.format === 'text' && !options.startup;
  const lines =
    deployment === undefined ? undefined : new DeploymentLines(deployment, {session, from, note: options.note});
  const [service, mask, marks] = await Promise.all([
    session.service(),
    session.mask(),
    isText && !options.raw ? logMarks(session, {group: options.group, since: from}, options.note) : [],
  ]);
  if ('why' in service) {
    options.note(
      `The service cannot be described (${service.why}): values of its variables are not known, only what looks like a secret is masked.`,
    );
  }
  const healthCheck = 'why' in service ? undefined : service.service.healthCheck;
  const healthPath = healthCheck?.protocol === 'TCP' ? undefined : healthCheck?.path;
  const startCommand = 'why' in service ? undefined : service.configuration.startCommand;
  const isSearch = grep !== undefined || options.filter !== undefined;
  const view = logView(options, {
    marks: marks.filter(({at}) => at >= from && at <= to),
    healthPath,
    startCommand,
    live: options.follow,
    isSearch,
  });
  return {
    view,
    mask: mask.text,
    across: mask.across,
    write: options.write,
    isSearch,
    ...(grep !== undefined && {grep}),
    ...(lines !== undefined && {choice: lines}),
    ...(options.limit !== undefined && {limit: options.limit}),
  };
}

/**
 * The stretch of time that is wanted.
 *
 * @throws DiagError (exit 2) where it would end before it begins
 */
function windowOf(
  options: ShowLogsOptions,
  deployment: Examination | undefined,
  now: number,
): {readonly from: number; readonly to: number} {
  const {since, until} = options;
  const window = deployment?.window;
  const to = until ?? (options.follow ? now : (window?.to ?? now));
  const from = since ?? window?.from ?? (until ?? now) - (options.follow ? 10 * MINUTE : HOUR);
  if (from <= to) return {from, to};
  // A moment ago by this machine's clock may lie ahead by AWS's: that is said elsewhere.
  if (since !== undefined && until === undefined && window === undefined && since <= Date.now())
    return {from, to: from};
  const iso = (at: number) => new Date(at).toISOString();
  const begin = since === undefined ? 'where the deployment began' : '--since';
  const end =
    until === undefined ? (window === undefined || options.follow ? 'now' : 'where the deployment ended') : '--until';
  throw usageError(`The time would begin ${iso(from)} (${begin}) and end before it, ${iso(to)} (${end}).`, [
    'Give an earlier --since, or a later --until.',
    ...(window === undefined ? [] : ["Leave both out to see the deployment's whole story."]),
  ]);
}

/** The ids of the last minutes: the follow that comes after asks for them again. */
function remember(seen: SeenEvents, events: readonly PageEvent[], to: number): void {
  const last = events.at(-1);
  if (last === undefined || last.timestamp < to - 4 * MINUTE) return;
  for (const event of events) if (event.timestamp >= to - 4 * MINUTE) seen.add(event);
}

async function followOn(
  options: ShowLogsOptions,
  session: LogSession,
  printer: Printer,
  state: {
    readonly groups: readonly {readonly group: LogGroup; readonly name: string}[];
    readonly from: number;
    readonly to: number;
    readonly pacer: Pacer;
    readonly seen: SeenEvents;
  },
): Promise<FollowEnd | undefined> {
  const {signal, note} = options;
  const following = follow({
    groups: state.groups,
    since: state.from,
    from: state.to,
    ...(options.filter !== undefined && {pattern: options.filter}),
    fetchPage: session.fetchPage,
    pacer: state.pacer,
    seen: state.seen,
    now: session.now,
    sleep: options.sleep ?? (async (ms, until) => void (await sleep(ms, undefined, {signal: until}))),
    signal,
    lastLook: () => AbortSignal.timeout(LAST_LOOK_MS),
    isMissing: isNotFound,
    mayPass,
    note,
  });
  for (;;) {
    const {value, done} = await following.next();
    if (done === true) return value;
    const appetite = await printer.followed(value);
    if (appetite === 'more') continue;
    await following.return({completeUpTo: 0, lookedAt: 0});
    return undefined;
  }
}

function endText({completeUpTo, lookedAt}: FollowEnd): string {
  const iso = (at: number) => new Date(at).toISOString();
  return `Complete up to ${iso(completeUpTo)}. Everything that had arrived by ${iso(lookedAt)} was shown; lines can arrive up to three minutes late.`;
}

/** Half an hour back is another half hour by a clock that is wrong. */
function clockText(behind: number): string | undefined {
  if (Math.abs(behind) < MINUTE) return undefined;
  const minutes = Math.round(Math.abs(behind) / MINUTE);
  return `This machine's clock is ${minutes} minute${minutes === 1 ? '' : 's'} ${behind < 0 ? 'ahead of' : 'behind'} AWS's. Times such as "1h ago" were counted by it: set the clock, or give ISO times.`;
}

function nothingText(options: ShowLogsOptions, from: number, to: number): string {
  const iso = (at: number) => new Date(at).toISOString();
  const searched = options.grep ?? options.filter;
  return `No line${searched === undefined ? '' : ' that matches'} between ${iso(from)} and ${iso(to)}. ${
    options.since === undefined && options.deployment === undefined
      ? 'Look further back: --since 1d, or at one deployment: --deployment latest.'
      : 'Lines can arrive a few minutes late.'
  }`;
}

/** Progress on a terminal; and one remark when reading page by page will take long. */
function progressOf(options: ShowLogsOptions, from: number, to: number): (at: number, pages: number) => void {
  const started = performance.now();
  let told = false;
  return (at, pages) => {
    options.progress(`reading logs: ${pages} pages, up to ${new Date(at).toISOString()}`);
    const text = told
      ? undefined
      : longReadText(performance.now() - started, to > from ? (at - from) / (to - from) : 1);
    if (text === undefined) return;
    told = true;
    options.note(text);
  };
}
