import {sanitizeText} from '../terminal/sanitize.js';
import type {Style} from '../terminal/style.js';
import type {EntryView, LogEntry} from './entry.js';
import {parseAppRunnerLine} from './events.js';
import type {AppRecord} from './model.js';
import {RecordAssembler} from './records.js';
import {climbLadder, type Rung} from './startup-ladder.js';
import {createTimeFormat, type FormatTime} from './time.js';

export interface StartupViewOptions {
  readonly style: Style;
  readonly local: boolean;
  readonly rungs: readonly Rung[];
  /** The contract is known to be this service's; otherwise its ladder is shown where its rungs turn up. */
  readonly isKnown: boolean;
}

/** What one instance did while it started. */
interface Instance {
  readonly stream: string;
  readonly began: number;
  readonly records: AppRecord[];
  left: number;
  complete: boolean;
}

/** Records kept of one instance: the beginning is what matters. */
const MOST_RECORDS = 500;
/** A rung alone may be another application's line; two are no accident. */
const ENOUGH_RUNGS = 2;

/** Only what matters at start: the ladder of each instance, what it says of errors, and App Runner's verdicts. */
export function createStartupView(options: StartupViewOptions): EntryView {
  const view = new StartupView(options);
  return {
    batch: (entries) => {
      for (const entry of entries) view.take(entry);
      return '';
    },
    idle: () => '',
    end: () => view.end(),
  };
}

/** Keeps of a stream of entries those that matter at start, for another view. */
export function onlyStartup(view: EntryView, rungs: readonly Rung[]): EntryView {
  const filter = new StartupFilter(rungs);
  return {
    batch: (entries) => view.batch(entries.flatMap((entry) => filter.take(entry))),
    idle: () => view.idle(),
    end: (end) => view.batch(filter.end()) + view.end(end),
  };
}

class StartupView {
  readonly #options: StartupViewOptions;
  readonly #time: FormatTime;
  readonly #assembler = new RecordAssembler();
  readonly #instances = new Map<string, Instance>();
  readonly #verdicts: LogEntry[] = [];
  #index = 0;

  constructor(options: StartupViewOptions) {
    this.#options = options;
    this.#time = createTimeFormat(options.local);
  }

  take(entry: LogEntry): void {
    if (entry.group === 'service') {
      if (isVerdict(entry) && this.#verdicts.length < MOST_RECORDS) this.#verdicts.push(entry);
      return;
    }
    if (!this.#instances.has(entry.stream)) {
      this.#instances.set(entry.stream, {
        stream: entry.stream,
        began: entry.timestamp,
        records: [],
        left: 0,
        complete: false,
      });
    }
    if (this.#instances.get(entry.stream)?.complete === true) return;
    this.#index += 1;
    for (const record of this.#assembler.push(entry, this.#index)) this.#keep(record);
  }

  end(): string {
    for (const record of this.#assembler.flush()) this.#keep(record);
    const parts = [...this.#instances.values()].map((instance) => this.#draw(instance));
    if (parts.length === 0) parts.push('No instance has written a line.\n');
    const verdicts = this.#verdicts.map(
      ({timestamp, message}) => `  ${this.#time(timestamp)}  ${inert(message.trim())}\n`,
    );
    if (verdicts.length > 0) parts.push(`App Runner\n${verdicts.join('')}`);
    return parts.join('\n');
  }

  #keep(record: AppRecord): void {
    const instance = this.#instances.get(record.stream);
    if (instance === undefined || instance.complete) return;
    const {rungs} = this.#options;
    if (!matters(record, rungs)) {
      instance.left += 1;
      return;
    }
    instance.records.push(record);
    instance.complete = instance.records.length >= MOST_RECORDS || isStarted(record, rungs);
  }

  #draw(instance: Instance): string {
    const {style, rungs, isKnown} = this.#options;
    const ladder = climbLadder(rungs, instance.records);
    const seen = ladder.rungs.filter((rung) => rung.seen !== undefined).length;
    const lines = [`${style.bold(inert(instance.stream))}  first line ${this.#time(instance.began)}`];
    if (rungs.length > 0 && (isKnown || seen >= ENOUGH_RUNGS)) {
      const furthest = ladder.rungs.findLastIndex((rung) => rung.seen !== undefined);
      for (const [index, rung] of ladder.rungs.entries()) {
        if (rung.seen !== undefined) {
          lines.push(`  ${style.green('ok')}  ${this.#time(rung.seen.timestamp)}  ${rung.title}`);
        } else if (index > furthest) {
          // The rungs after the last one have one thing to say together.
          lines.push(`  ${style.red('--')}  not reached: ${rung.title}`);
          break;
        }
      }
    }
    for (const record of instance.records) {
      if (record.listen !== undefined) lines.push(`  ${style.green('listens')}  ${this.#body(record)}`);
      else if (record.traceback !== undefined || record.level === 'error' || record.level === 'fatal') {
        lines.push(`  ${style.red('error')}  ${this.#body(record)}`);
      }
    }
    if (lines.length === 1)
      lines.push(`  ${instance.left} lines, none of them an error, a listening server or a known step`);
    return `${lines.join('\n')}\n`;
  }

  #body(record: AppRecord): string {
    return `${this.#time(record.timestamp)}  ${inert(record.text)}`;
  }
}

/** Entries that wait for the end of a record before them, at most. */
const MOST_WAITING = 5000;

interface Waiting {
  readonly entry: LogEntry;
  readonly index: number;
  matters?: boolean;
}

/** Keeps the order of time: nothing passes a line that may yet turn out to matter. */
class StartupFilter {
  readonly #rungs: readonly Rung[];
  readonly #assembler = new RecordAssembler();
  /** Instances that have started: what they say afterwards is no matter of the start. */
  readonly #started = new Set<string>();
  #queue: Waiting[] = [];
  #index = 0;

  constructor(rungs: readonly Rung[]) {
    this.#rungs = rungs;
  }

  take(entry: LogEntry): LogEntry[] {
    this.#index += 1;
    const index = this.#index;
    if (entry.group === 'service') {
      this.#queue.push({entry, index, matters: isVerdict(entry)});
    } else if (!this.#started.has(entry.stream)) {
      this.#queue.push({entry, index});
      for (const record of this.#assembler.push(entry, index)) this.#judge(record);
    }
    if (this.#queue.length > MOST_WAITING) {
      for (const record of this.#assembler.flush(index - MOST_WAITING / 2)) this.#judge(record);
    }
    return this.#drain();
  }

  end(): LogEntry[] {
    for (const record of this.#assembler.flush()) this.#judge(record);
    return this.#drain();
  }

  #judge(record: AppRecord): void {
    const decided = matters(record, this.#rungs) && !this.#started.has(record.stream);
    if (isStarted(record, this.#rungs)) this.#started.add(record.stream);
    for (const waiting of this.#queue) {
      if (waiting.index > record.last) break;
      if (waiting.index < record.first || waiting.entry.stream !== record.stream) continue;
      // Of an event of several records one is enough.
      waiting.matters = waiting.matters === true || decided;
    }
  }

  #drain(): LogEntry[] {
    const undecided = this.#queue.findIndex((waiting) => waiting.matters === undefined);
    const decided = undecided === -1 ? this.#queue : this.#queue.slice(0, undecided);
    if (decided.length === 0) return [];
    this.#queue = undecided === -1 ? [] : this.#queue.slice(undecided);
    return decided.flatMap(({entry, matters: kept}) => (kept === true ? [entry] : []));
  }
}

/** Whether a record is the last step of a start: the last rung, or where there is no ladder a server that listens. */
function isStarted(record: AppRecord, rungs: readonly Rung[]): boolean {
  const last = rungs.at(-1);
  return last === undefined ? record.listen !== undefined : climbLadder([last], [record]).last !== undefined;
}

function matters(record: AppRecord, rungs: readonly Rung[]): boolean {
  return (
    record.traceback !== undefined ||
    record.listen !== undefined ||
    record.level === 'error' ||
    record.level === 'fatal' ||
    climbLadder(rungs, [record]).last !== undefined
  );
}

/** App Runner's lines that say how it ended. */
function isVerdict({message, stream}: LogEntry): boolean {
  const fact = parseAppRunnerLine(message, stream);
  return (
    [
      'exit',
      'health-check-failed',
      'health-check-ok',
      'pull-failed',
      'deploy-failed',
      'build-failed',
      'routed',
    ].includes(fact.kind) ||
    (fact.kind === 'deployment' && fact.what !== 'started')
  );
}

function inert(text: string): string {
  return sanitizeText(text.trimEnd()).replaceAll('\n', '\n      ');
}
