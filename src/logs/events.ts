import type {LogEvent} from '../evidence/model.js';
import type {AppRunnerEvent, AppRunnerFact} from './model.js';

/** App Runner's own lines are short; whatever is longer is not one of them beyond this. */
const LONGEST_LINE = 8192;

/** What the console puts before a line: "01-23-2026 04:25:52 PM " (2021: no seconds), or an ISO time. */
const CONSOLE_TIME =
  /^(?:\d{1,2}[-/]\d{1,2}[-/]\d{4},? \d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AP]M)?(?: (?:UTC|GMT))?|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?Z| ?[+-]\d{2}:?\d{2})?) (?=\S)/i;

const PREFIX = /^\[AppRunner\] ?/i;

type Reader = (match: RegExpExecArray, line: string, stream: string) => AppRunnerFact;

/**
 * The wordings of every year, anchored at the line's beginning: a line that merely quotes App Runner is not one of
 * its lines. White space is one blank by now.
 */
const WORDINGS: readonly (readonly [RegExp, Reader])[] = [
  [
    /^(?:Your application stopped or failed to start\.?(?: See logs for more information\.?)? ?)?Container exit code ?: ?([+-]?\d{1,15})(?!\d)/i,
    // "-0" is zero.
    ([, code]) => ({kind: 'exit', exitCode: Number(code) + 0}),
  ],
  [
    /^Service (creation|update) (started|completed|failed)/i,
    ([, what, how]) => ({
      kind: lower(what) === 'creation' ? 'service-creation' : 'service-update',
      what: progress(how),
    }),
  ],
  [
    /^Deployment(?: with ID ?: ?([0-9A-Za-z-]+))? (started|failed|completed)\b/i,
    ([, id, how], line, stream) => {
      const deploymentId = id ?? idOfStream(stream);
      const trigger = /Triggering event ?: ?(\w+)/i.exec(line)?.[1];
      const reason = after(line, /Failure reason ?: ?/i);
      return {
        kind: 'deployment',
        what: progress(how),
        ...(deploymentId !== undefined && {deploymentId}),
        ...(trigger !== undefined && {trigger}),
        ...(reason !== undefined && {reason}),
      };
    },
  ],
  [/^Pulling image (\S+) from ECR/i, ([, image]) => ({kind: 'pulling', image: image ?? ''})],
  [/^Starting to pull (?:your application|the|your)? ?image/i, () => ({kind: 'pull-started'})],
  [
    /^Successfully (?:pulled|copied) (?:your application image|the image|image|your image) from ECR/i,
    () => ({kind: 'pull-ok'}),
  ],
  [
    /^Failed to pull (?:your application|the|your)? ?image\.? ?/i,
    ([lead], line) => {
      const reason = after(line, /Reason ?: ?/i) ?? sentence(line.slice(lead.length));
      return {kind: 'pull-failed', ...(reason !== undefined && {reason})};
    },
  ],
  // Without the words of a deployment around it: the reason is all there is.
  [
    /^Failed to copy the image from ECR/i,
    (_, line) => ({kind: 'pull-failed', reason: sentence(line) ?? 'Failed to copy the image from ECR'}),
  ],
  [/^Provisioning instances? and deploying image/i, () => ({kind: 'provisioning'})],
  [/^Starting to deploy your application image/i, () => ({kind: 'deploying'})],
  [/^Performing health check\b/i, (_, line) => ({kind: 'health-check-started', ...target(line)})],
  [/^Health check failed\b/i, (_, line) => ({kind: 'health-check-failed', ...target(line)})],
  [/^Health check is successful/i, () => ({kind: 'health-check-ok'})],
  [/^Successfully routed incoming traffic to application/i, () => ({kind: 'routed'})],
  [
    /^Failed to deploy your application (image|source code)/i,
    ([, what]) => ({kind: 'deploy-failed', what: lower(what) === 'image' ? 'image' : 'source code'}),
  ],
  [
    /^Failed to build your application source code\.? ?/i,
    ([lead], line) => {
      const reason = after(line, /Reason ?: ?/i) ?? sentence(line.slice(lead.length));
      return {kind: 'build-failed', ...(reason !== undefined && {reason})};
    },
  ],
  [/^Service status is set to ([A-Z_]+)/i, ([, status]) => ({kind: 'status', status: (status ?? '').toUpperCase()})],
  [/^Pulling source code from/i, () => ({kind: 'source', what: 'pulling'})],
  [/^Successfully pulled (?:your application )?source code/i, () => ({kind: 'source', what: 'pulled'})],
  [/^Starting source code build/i, () => ({kind: 'source', what: 'building'})],
  [/^Successfully built (?:your application )?source code/i, () => ({kind: 'source', what: 'built'})],
];

/**
 * Reads App Runner's own lines. One event gives one answer; what is none of the known wordings is `other`.
 *
 * Only events of the service log group may be given: an application's line may quote App Runner, and only the service
 * group speaks for it. Lines of the user's own build (`[Build]`, `[PostBuild]`) are `other` for the same reason.
 */
export function parseAppRunnerEvents(events: readonly LogEvent[]): AppRunnerEvent[] {
  return events.map((event, index) => ({
    timestamp: event.timestamp,
    stream: event.stream,
    message: event.message,
    index,
    ...parseAppRunnerLine(event.message, event.stream),
  }));
}

/** Reads one line. `stream` supplies the deployment's id where the line itself names none. */
export function parseAppRunnerLine(message: string, stream: string): AppRunnerFact {
  const line = message
    .slice(0, LONGEST_LINE)
    .replace(/[\s\u200b\ufeff]+/g, ' ')
    .trim()
    .replace(CONSOLE_TIME, '')
    .replace(PREFIX, '');
  for (const [wording, read] of WORDINGS) {
    const match = wording.exec(line);
    if (match !== null) return read(match, line, stream);
  }
  return {kind: 'other'};
}

/** The id at the end of a stream's name: `deployment/<operation id>`. */
function idOfStream(stream: string): string | undefined {
  return /^deployment\/(?:.*\/)?([^/]+)$/.exec(stream)?.[1];
}

/** Protocol, path and port of a health check, in whichever of the wordings they stand. */
function target(line: string): {protocol?: string; path?: string; port?: string} {
  const protocol = /protocol ?:? ?[`'"]?([A-Za-z]+)/i.exec(line)?.[1]?.toUpperCase();
  const path = /path ?:? ?['"`](.*?)['"`](?=\]|,| and |\.| |$)/i.exec(line)?.[1];
  const port = /port ?:? ?['"`]?(\d+)/i.exec(line)?.[1];
  return {
    ...(protocol !== undefined && {protocol}),
    ...(path !== undefined && {path}),
    ...(port !== undefined && {port}),
  };
}

function after(line: string, label: RegExp): string | undefined {
  const match = label.exec(line);
  return match === null ? undefined : sentence(line.slice(match.index + match[0].length));
}

/** Text without its full stop; nothing for nothing. */
function sentence(text: string): string | undefined {
  const trimmed = text.trim();
  const bare = trimmed.endsWith('.') ? trimmed.slice(0, -1).trimEnd() : trimmed;
  return bare === '' ? undefined : bare;
}

function progress(word: string | undefined): 'started' | 'completed' | 'failed' {
  const known = lower(word);
  return known === 'started' || known === 'completed' ? known : 'failed';
}

function lower(word: string | undefined): string | undefined {
  return word?.toLowerCase();
}
