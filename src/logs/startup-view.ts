import {sanitizeText} from '../terminal/sanitize.js';
import type {Style} from '../terminal/style.js';
import type {EntryView, LogEntry} from './entry.js';
import {parseAppRunnerLine} from './events.js';
import {endsStart} from './fatal-line.js';
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
  /** Only lines that match come here: the first of them need not be the instance's first. */
  readonly isSearch?: boolean;
}

/** What one instance did while it started. */
interface Instance {
  readonly stream: string;
  readonly began: number;
  readonly records: AppRecord[];
  /** Its last records, whatever they say. */
  readonly tail: AppRecord[];
  count: number;
  /** Something tells how it went on: it listens, or an error is shown. */
  settled: boolean;
  complete: boolean;
}

/** Records kept of one instance: the beginning is what matters. */
const MOST_RECORDS = 500;
/** Last lines of an instance of which nothing else tells why it went no further. */
const LAST_LINES = 10;
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
    idle: () => view.batch(filter.end()) + view.idle(),
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
        tail: [],
        count: 0,
        settled: false,
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
    instance.count += 1;
    keepLast(instance.tail, record);
    if (!matters(record, rungs)) return;
    instance.records.push(record);
    instance.settled ||= settles(record, rungs);
    instance.complete = instance.records.length >= MOST_RECORDS || isStarted(record, rungs);
  }

  #draw(instance: Instance): string {
    const {style, rungs, isKnown, isSearch = false} = this.#options;
    const ladder = climbLadder(rungs, instance.records);
    const seen = ladder.rungs.filter((rung) => rung.seen !== undefined).length;
    const lines = [
      `${style.bold(inert(instance.stream))}  ${isSearch ? 'first match' : 'first line'} ${this.#time(instance.began)}`,
    ];
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
      else if (isError(record)) lines.push(`  ${style.red('error')}  ${this.#body(record)}`);
      else if (endsStart(record.text)) lines.push(`  ${style.red('fails')}  ${this.#body(record)}`);
    }
    if (!instance.settled) lines.push(...this.#lastLines(instance));
    return `${lines.join('\n')}\n`;
  }

  /** How far it came, where no line says why it went no further. */
  #lastLines({tail, records, count}: Instance): string[] {
    const last = tail.filter((record) => !records.includes(record) || !this.#isShown(record));
    if (last.length === 0) return [];
    const which =
      count === 1 ? 'its only line' : last.length === count ? `its ${count} lines` : `of its ${count} lines the last`;
    return [`  no error or listening server is known; ${which}:`, ...last.map((record) => `    ${this.#body(record)}`)];
  }

  /** Whether a record that matters has a line of its own; one that is a rung alone stands in the ladder, if any. */
  #isShown(record: AppRecord): boolean {
    return record.listen !== undefined || isError(record) || endsStart(record.text);
  }

  #body(record: AppRecord): string {
    return `${this.#time(record.timestamp)}  ${inert(record.text)}`;
  }
}

/** Entries that wait for the end of a record before them, or whether they are the last ones, at most. */
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
  /** Of instances that nothing is told of yet their last lines, which matter if nothing ever is. */
  readonly #tails = new Map<string, Waiting[]>();
  readonly #settled = new Set<string>();
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
    if (this.#queue.length > MOST_WAITING) this.#relieve(index);
    return this.#drain();
  }

  /** Nothing more comes, or not for a while. */
  end(): LogEntry[] {
    for (const record of this.#assembler.flush()) this.#judge(record);
    this.#keepTails();
    return this.#drain();
  }

  #judge(record: AppRecord): void {
    const {stream} = record;
    const isOver = this.#started.has(stream);
    const decided = matters(record, this.#rungs) && !isOver;
    if (isStarted(record, this.#rungs)) this.#started.add(stream);
    const mayBeLast = !decided && !isOver && !this.#settled.has(stream);
    for (const waiting of this.#entriesOf(record)) {
      // Of an event of several records one is enough.
      if (decided || waiting.matters === true) waiting.matters = true;
      else if (mayBeLast) this.#mayBeLast(waiting);
      else waiting.matters ??= false;
    }
    if (decided && settles(record, this.#rungs)) this.#settle(stream);
  }

  #entriesOf({stream, first, last}: AppRecord): Waiting[] {
    const found: Waiting[] = [];
    for (let at = this.#placeOf(first); at < this.#queue.length; at++) {
      const waiting = this.#queue[at];
      if (waiting === undefined || waiting.index > last) break;
      if (waiting.entry.stream === stream) found.push(waiting);
    }
    return found;
  }

  /** Where the first entry stands that is not before an index: the queue is in their order. */
  #placeOf(index: number): number {
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#queue[middle]?.index ?? index) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #mayBeLast(waiting: Waiting): void {
    const {stream} = waiting.entry;
    const tail = this.#tails.get(stream) ?? [];
    this.#tails.set(stream, tail);
    if (tail.includes(waiting)) return;
    tail.push(waiting);
    if (tail.length <= LAST_LINES) return;
    const left = tail.shift();
    if (left !== undefined) left.matters ??= false;
  }

  /** Something tells how an instance went on: its last lines need not. */
  #settle(stream: string): void {
    this.#settled.add(stream);
    for (const waiting of this.#tails.get(stream) ?? []) waiting.matters ??= false;
    this.#tails.delete(stream);
  }

  #keepTails(): void {
    for (const tail of this.#tails.values()) for (const waiting of tail) waiting.matters = true;
    this.#tails.clear();
  }

  /** Memory has to end somewhere: what is left out goes first, then what may be last counts as last. */
  #relieve(index: number): void {
    this.#queue = this.#queue.filter(({matters: kept}) => kept !== false);
    if (this.#queue.length <= MOST_WAITING / 2) return;
    for (const record of this.#assembler.flush(index - MOST_WAITING / 2)) this.#judge(record);
    this.#keepTails();
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
    isError(record) ||
    record.listen !== undefined ||
    (record.access === undefined && endsStart(record.text)) ||
    climbLadder(rungs, [record]).last !== undefined
  );
}

function isError({traceback, level}: AppRecord): boolean {
  return traceback !== undefined || level === 'error' || level === 'fatal';
}

/**
 * Whether a record tells how a start went on. A rung only tells how far it came, and words alone may be of something
 * that was tried again.
 */
function settles(record: AppRecord, rungs: readonly Rung[]): boolean {
  return isError(record) || record.listen !== undefined || isStarted(record, rungs);
}

/** The last records; access lines leave first, they say nothing of a start. */
function keepLast(tail: AppRecord[], record: AppRecord): void {
  tail.push(record);
  if (tail.length <= LAST_LINES) return;
  const access = tail.findIndex((known) => known.access !== undefined);
  tail.splice(Math.max(access, 0), 1);
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
