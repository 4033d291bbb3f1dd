import {Flags} from '@oclif/core';
import {acquireBundle} from '../app/acquire.js';
import {chooseContract} from '../app/chosen-contract.js';
import {showBundledLogs} from '../app/show-bundled-logs.js';
import {showLogs} from '../app/show-logs.js';
import {BaseCommand} from '../base-command.js';
import {formatFlag, serviceArgument, targetFlags} from '../cli/flags.js';
import {parseTime} from '../config/duration.js';
import {usageError} from '../errors.js';
import {openPrivateFile} from '../files.js';
import {isClosed, type Text, wholeText, writeAndDrain} from '../terminal/stdout.js';
import {createStyle} from '../terminal/style.js';

export default class Logs extends BaseCommand {
  static override summary = "App Runner's own lines and the application's on one timeline.";
  static override description = `Both log groups of the service, merged in order of time, however many events there are.

--follow neither loses nor repeats an event: overlapping windows are read anew and told apart by event id; what comes
late (up to three minutes) is shown and marked. When it ends, it says up to when it is complete.

In text, tracebacks are kept whole, JSON lines made readable, health checks folded into a count and deployments marked
(--raw: every event as it came).

--insights starts queries of CloudWatch Logs Insights, which AWS bills by the bytes they scan: worth it where few lines
of very many are wanted. A query answers at most 10 000 lines; what holds more is cut in time and asked for anew.

Values of the service's variables and whatever looks like a secret are masked.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> my-api --since 30m',
    '<%= config.bin %> <%= command.id %> my-api --deployment latest',
    '<%= config.bin %> <%= command.id %> my-api --startup',
    "<%= config.bin %> <%= command.id %> my-api --follow --grep 'Error|Exception'",
    '<%= config.bin %> <%= command.id %> my-api --since 1d --format jsonl | jq -r .message',
    "<%= config.bin %> <%= command.id %> my-api --since 14d --insights --grep 'JWT_SECRET|REDIS_URL'",
    '<%= config.bin %> <%= command.id %> --bundle incident.json --startup',
  ];
  static override usage = '<%= command.id %> [SERVICE] [FLAGS]';
  static override args = serviceArgument;
  static override flags = {
    ...targetFlags,
    bundle: Flags.string({
      helpValue: 'FILE',
      summary: 'Show the lines of saved evidence: an excerpt, around one deployment. No network.',
      helpGroup: 'TARGET',
    }),
    format: formatFlag(['text', 'jsonl']),
    json: Flags.boolean({summary: 'The same as --format jsonl.', helpGroup: 'OUTPUT'}),
    follow: Flags.boolean({char: 'f', summary: 'Go on with what arrives, until Ctrl-C.'}),
    since: Flags.string({
      helpValue: 'TIME',
      summary: 'From when on: 30m, 2h, 7d, or an ISO 8601 time. Default: 1h before --until; 10m with --follow.',
    }),
    until: Flags.string({helpValue: 'TIME', summary: 'Up to when. Default: now.'}),
    deployment: Flags.string({
      helpValue: 'latest|ID',
      summary: 'Window and streams of one operation: its whole story in order.',
    }),
    group: Flags.option({
      options: ['all', 'application', 'service'] as const,
      default: 'all' as const,
      summary: "Which lines: the application's, App Runner's own, or both.",
    })(),
    grep: Flags.string({helpValue: 'REGEX', summary: 'Only messages that match a JavaScript regular expression.'}),
    filter: Flags.string({
      helpValue: 'PATTERN',
      summary:
        "Only what matches a CloudWatch filter pattern; the server searches ('\"timeout\"', '{ $.level = 50 }').",
    }),
    insights: Flags.boolean({
      summary:
        'Search by CloudWatch Logs Insights instead of page by page: for --grep or --filter over days. AWS bills it by the bytes scanned.',
    }),
    startup: Flags.boolean({
      summary:
        'Only what matters at start: the ladder of each instance, errors, tracebacks. Default: latest deployment.',
    }),
    contract: Flags.string({
      helpValue: 'FILE',
      summary: 'A start-up contract in YAML, or the name of the built-in one: its ladder is what --startup shows.',
    }),
    limit: Flags.integer({
      helpValue: 'N',
      min: 1,
      summary: 'Show the first N events of the window and end. Not the last N, as tail -n: for those shorten --since.',
    }),
    raw: Flags.boolean({summary: 'Every event as it came: nothing folded, joined or made readable.'}),
    local: Flags.boolean({summary: "Times of this machine's zone, with their offset. Default: UTC."}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Logs);
    const format = flags.json === true ? 'jsonl' : (flags.format ?? 'text');
    if (flags.json === true && flags.format === 'text') {
      throw usageError('--json and --format text contradict each other.', ['Give one of them.']);
    }
    checkTogether(flags);
    const {json: _, format: __, ...shared} = flags;
    const invocation = await this.settle(shared, args);
    const chosen = await chooseContract(invocation.settings.contract?.value);
    const bundle = invocation.bundle === undefined ? undefined : await acquireBundle(invocation, chosen);
    // Of a bundle "an hour ago" is an hour before it was collected.
    const now = bundle === undefined ? Date.now() : Date.parse(bundle.collectedAt);
    const since = flags.since === undefined ? undefined : parseTime(flags.since, now);
    const until = flags.until === undefined ? undefined : parseTime(flags.until, now);
    checkWindow(since, until, flags.follow);
    const {progress, text} = invocation;
    const sink = await openSink(invocation.output, () => progress.stop());
    const options = {
      since,
      until,
      deployment: flags.deployment,
      group: flags.group,
      startup: flags.startup,
      grep: flags.grep,
      limit: flags.limit,
      format,
      raw: flags.raw,
      local: flags.local,
      short: text.width !== undefined,
      style: createStyle(text.colour),
      contract: chosen.contract,
      contractConfigured: chosen.contractChosenBy === 'configuration',
      write: sink.write,
      note: (line: string) => this.note(line),
    } as const;
    try {
      const {denied} =
        bundle !== undefined
          ? await showBundledLogs({...options, bundle})
          : await showLogs({
              ...options,
              service: invocation.service,
              region: invocation.region,
              profile: invocation.profile,
              follow: flags.follow,
              insights: flags.insights,
              filter: flags.filter,
              signal: invocation.signal,
              progress: (line) => progress.update(line),
            });
      // Half of what was asked for is unknown.
      if (denied.length > 0) this.exitWith(4);
      await sink.close();
    } catch (error) {
      await sink.abandon();
      throw error;
    }
  }
}

/** Not by oclif's `exclusive`: its usage line would show flags that go well together as alternatives. */
function checkTogether(flags: {
  readonly bundle?: string | undefined;
  readonly filter?: string | undefined;
  readonly follow: boolean;
  readonly insights: boolean;
  readonly deployment?: string | undefined;
  readonly startup: boolean;
  readonly raw: boolean;
}): void {
  if (flags.deployment?.trim() === '') {
    throw usageError('--deployment names no deployment.', ['Give latest, or the id of an operation or its beginning.']);
  }
  if (flags.startup && flags.raw) {
    throw usageError('--startup chooses and joins lines, --raw shows each as it came: not both at once.', [
      'Leave one of them out.',
    ]);
  }
  if (flags.follow && flags.insights) {
    throw usageError('--follow shows what arrives, --insights searches what has: not both at once.', [
      'Leave one of them out.',
    ]);
  }
  const [online] = [
    ...(flags.follow ? ['--follow'] : []),
    ...(flags.insights ? ['--insights'] : []),
    ...(flags.filter === undefined ? [] : ['--filter']),
  ];
  if (flags.bundle === undefined || online === undefined) return;
  throw usageError(`--bundle shows saved lines, ${online} needs AWS: not both at once.`, [
    online === '--filter' ? 'Search with --grep.' : 'Leave one of them out.',
  ]);
}

function checkWindow(since: number | undefined, until: number | undefined, follow: boolean): void {
  if (follow && until !== undefined) {
    throw usageError('--follow has no end, --until is one.', ['Leave one of them out.']);
  }
  if (since !== undefined && until !== undefined && since > until) {
    throw usageError('--since lies after --until.', ['Exchange them.']);
  }
}

interface Sink {
  readonly write: (text: Text) => Promise<'written' | 'closed'>;
  close(): Promise<void>;
  abandon(): Promise<void>;
}

/** stdout, or a file that stands there only when it is whole. */
async function openSink(output: string | undefined, beforeWrite: () => void): Promise<Sink> {
  if (output === undefined || output === '-') {
    let closed = false;
    // Noticed between two writes too: a reader that went away while AWS was asked.
    process.stdout.once('error', (error) => {
      closed ||= isClosed(error);
    });
    return {
      async write(text) {
        if (closed) return 'closed';
        beforeWrite();
        return writeAndDrain(process.stdout, text);
      },
      async close() {},
      async abandon() {},
    };
  }
  const file = await openPrivateFile(output);
  return {
    async write(text) {
      await file.write(wholeText(text));
      return 'written';
    },
    close: () => file.close(),
    abandon: () => file.abandon(),
  };
}
