import {lookError} from '../errors.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {type Examination, examine} from '../evidence/examination.js';
import type {Evidence, LogEvent} from '../evidence/model.js';
import {createRedactor} from '../evidence/redact.js';
import {createGrep} from '../logs/grep.js';
import {readHistory} from '../logs/history.js';
import type {LogGroup} from '../logs/merge.js';
import type {PageEvent} from '../logs/page.js';
import {type Appetite, Printer} from '../logs/print.js';
import type {Text} from '../terminal/stdout.js';
import {marksOfOperations} from './log-marks.js';
import {type LogViewOptions, logView} from './log-view.js';
import type {LogsShown} from './show-logs.js';

export interface ShowBundledLogsOptions extends LogViewOptions {
  readonly bundle: Bundle;
  /** Epoch milliseconds; without them all that the bundle holds. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** `latest`, or the id (or its beginning) of an operation. */
  readonly deployment?: string | undefined;
  readonly group: LogGroup | 'all';
  readonly grep?: string | undefined;
  readonly limit?: number | undefined;
  readonly write: (text: Text) => Promise<'written' | 'closed'>;
  readonly note: (text: string) => void;
}

interface SavedLog {
  readonly group: LogGroup;
  readonly evidence: Evidence<unknown>;
  readonly events: readonly PageEvent[];
}

/** The lines that a bundle holds, drawn as those of a live service; which group could not be collected, as live. */
export async function showBundledLogs(options: ShowBundledLogsOptions): Promise<LogsShown> {
  const {bundle, note} = options;
  const grep = options.grep === undefined ? undefined : createGrep(options.grep);
  const logs = savedLogs(bundle).filter(({group}) => options.group === 'all' || options.group === group);
  const examined = examinationOf(bundle, bundle.request.deployment);
  const window = windowOf(options, examined);
  if (logs.every(({evidence}) => evidence.status !== 'collected')) throw nothingSaved(logs);

  const kept = logs.map(({group, events}) => ({
    group,
    name: group,
    events: events.filter(({timestamp}) => timestamp >= window.from && timestamp <= window.to),
  }));
  const printer = new Printer({
    view: viewOf(options, window, kept),
    // Masked when it was collected; what someone added since is masked by its shape.
    mask: maskOf(bundle),
    write: options.write,
    isSearch: grep !== undefined,
    ...(grep !== undefined && {grep}),
    ...(options.limit !== undefined && {limit: options.limit}),
  });
  let appetite: Appetite = 'more';
  const history = readHistory({
    groups: kept,
    async *read(name) {
      yield kept.find(({group}) => group === name)?.events ?? [];
    },
    isMissing: () => false,
    onMissing: () => {},
  });
  for await (const {group, events} of history) {
    appetite = await printer.events(group, events);
    if (appetite !== 'more') break;
  }
  if (appetite === 'closed') return {lines: printer.shown, denied: []};
  await printer.end();
  note(excerptText(bundle, examined));
  const application = bundle.evidence['application-log'];
  if (options.group !== 'service' && application.status === 'collected' && application.value.olderStreams > 0) {
    note(`Lines of older instances (${application.value.olderStreams}) are not collected.`);
  }
  for (const log of logs) for (const text of gapTexts(log)) note(text);
  if (printer.shown === 0) note('No line of the bundle matches.');
  const isUnknown = ({evidence}: SavedLog) => evidence.status !== 'collected' && evidence.status !== 'absent';
  return {lines: printer.shown, denied: logs.filter(isUnknown).map(({group}) => group)};
}

function savedLogs({evidence}: Bundle): readonly SavedLog[] {
  const service = evidence['service-log'];
  const application = evidence['application-log'];
  return [
    {group: 'service', evidence: service, events: toPage(service.status === 'collected' ? service.value : [])},
    {
      group: 'application',
      evidence: application,
      events: toPage(application.status === 'collected' ? application.value.events : []),
    },
  ];
}

/** In order of time, whoever wrote the bundle. */
function toPage(events: readonly LogEvent[]): readonly PageEvent[] {
  return [...events]
    .sort((a, b) => a.timestamp - b.timestamp)
    .map(({timestamp, stream, message}) => ({timestamp, logStreamName: stream, message}));
}

function examinationOf({evidence, collectedAt}: Bundle, requested: string | undefined): Examination {
  const {operations} = evidence;
  return examine(operations.status === 'collected' ? operations.value : [], Date.parse(collectedAt), requested);
}

/**
 * The stretch of time that is wanted.
 *
 * @throws DiagError (exit 3) for another deployment than the one whose lines were collected
 */
function windowOf(options: ShowBundledLogsOptions, examined: Examination): {from: number; to: number} {
  const {bundle, deployment, since, until} = options;
  const all = {from: since ?? Number.NEGATIVE_INFINITY, to: until ?? Number.POSITIVE_INFINITY};
  if (deployment === undefined) return all;
  const wanted = examinationOf(bundle, deployment === 'latest' ? undefined : deployment);
  const id = examined.operation?.id;
  if (wanted.operation === undefined || wanted.operation.id !== id) {
    const asked = deployment === 'latest' ? `the latest, ${wanted.operation?.id ?? 'which is not known'}` : deployment;
    throw lookError(
      id === undefined
        ? `The bundle does not say whose deployment its lines are, so not that they are those of ${asked}.`
        : `The bundle holds the lines of the deployment ${id}, not of ${asked}.`,
      {
        code: 'DEPLOYMENT_NOT_FOUND',
        suggestions: ['Leave --deployment out to see its lines.', 'Leave --bundle out to look at AWS.'],
      },
    );
  }
  const {window} = wanted;
  return window === undefined ? all : {from: since ?? window.from, to: until ?? window.to};
}

function viewOf(
  options: ShowBundledLogsOptions,
  {from, to}: {readonly from: number; readonly to: number},
  logs: readonly {readonly events: readonly PageEvent[]}[],
) {
  const {evidence} = options.bundle;
  const {service, operations} = evidence;
  const stamps = logs.flatMap(({events}) => events.map(({timestamp}) => timestamp));
  const first = stamps.reduce((least, stamp) => Math.min(least, stamp), Number.POSITIVE_INFINITY);
  const last = stamps.reduce((most, stamp) => Math.max(most, stamp), Number.NEGATIVE_INFINITY);
  const application = evidence['application-log'];
  const marks = [
    ...(operations.status === 'collected' ? marksOfOperations(operations.value) : []),
    ...(options.group === 'service' || application.status !== 'collected'
      ? []
      : application.value.streams.flatMap(({name, beganAt}) =>
          beganAt === undefined ? [] : [{at: beganAt, text: `new ${name.replace('/', ' ')}`}],
        )),
  ]
    // Of a bundle's window only the lines themselves tell.
    .filter(({at}) => at >= Math.max(from, first - LEAD) && at <= Math.min(to, last + LEAD))
    .sort((a, b) => a.at - b.at);
  const described = service.status === 'collected' ? service.value : undefined;
  const healthCheck = described?.healthCheck;
  return logView(options, {
    marks: options.raw ? [] : marks,
    healthPath: healthCheck?.protocol === 'TCP' ? undefined : healthCheck?.path,
    startCommand: described?.configuration.startCommand,
    isSearch: options.grep !== undefined,
  });
}

/** An operation begins a little before its first line and ends after its last. */
const LEAD = 60_000;

function maskOf({evidence}: Bundle): (text: string) => string {
  const {service} = evidence;
  const keep = service.status === 'collected' ? [service.value.name, service.value.region] : [];
  const redactor = createRedactor({keep});
  return (text) => redactor.text(text, 'application-log');
}

function excerptText(bundle: Bundle, {operation}: Examination): string {
  const whose = operation === undefined ? '' : ` around the deployment ${operation.id}`;
  return `These are the lines that the bundle holds: an excerpt${whose}, collected ${bundle.collectedAt}.`;
}

/** What is not in the bundle, and why. */
function gapTexts({group, evidence}: SavedLog): string[] {
  const name = group === 'service' ? "App Runner's own lines" : "The application's lines";
  if (evidence.status === 'absent') return [`${name} are not there: ${evidence.why}.`];
  if (evidence.status !== 'collected') {
    return [
      `${name} could not be collected: ${evidence.why}${evidence.fix === undefined ? '' : ` (${evidence.fix})`}.`,
    ];
  }
  return evidence.truncated === true ? [`${name} are not all there: there were more than a bundle holds.`] : [];
}

function nothingSaved(logs: readonly SavedLog[]) {
  return lookError(`The bundle holds no log lines. ${logs.flatMap(gapTexts).join(' ')}`, {
    code: 'LOGS_NOT_IN_BUNDLE',
    suggestions: ['Leave --bundle out to look at AWS.', 'Collect it anew: nerava-diag collect -o FILE'],
  });
}
