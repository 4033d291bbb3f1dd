import {sanitizeText} from '../terminal/sanitize.js';
import type {Style} from '../terminal/style.js';
import type {EntryView, LogEntry} from './entry.js';
import {type HealthCheck, healthCheckOf} from './health-check.js';
import {parseJsonLog} from './json-log.js';
import {type Level, levelOf} from './level.js';
import {legible} from './line.js';
import {createTimeFormat, type FormatTime} from './time.js';
import {advance, begin, type OpenTraceback} from './traceback-grammar.js';

/** Something that happened to the service, shown between its lines. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

export interface TextViewOptions {
  readonly style: Style;
  readonly local: boolean;
  /** Every event as it came: no folding, no joining, JSON as it stands. */
  readonly raw: boolean;
  /** Long stream names shortened: for a person in front of a terminal. Never when piped. */
  readonly short: boolean;
  /** The path that App Runner asks for, when the check is of HTTP. */
  readonly healthPath?: string;
  /** In order of time. */
  readonly marks?: readonly Mark[];
  /** Someone waits for what comes: nothing is held back for long. */
  readonly live?: boolean;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** A line that waits for its turn: a traceback is shown whole, where it began. */
interface Waiting {
  readonly entry: LogEntry;
  readonly lines: string[];
  grammar: OpenTraceback | undefined;
}

/** Health checks of one stream and kind in a row. */
interface Fold {
  readonly stream: string;
  readonly check: HealthCheck;
  /** The check before the first of these is shown. */
  readonly isMore: boolean;
  first: Shown | undefined;
  last: LogEntry | undefined;
  count: number;
  since: number;
}

interface Shown {
  readonly entry: LogEntry;
  readonly text: string;
}

/** A traceback that is still open after this many other lines is shown as far as it came. */
const MOST_WAITING = 500;
/** … or after this long, by the stamps. */
const LONGEST_WAIT = 5000;
/** Health checks of a live log are counted for so long, milliseconds, before the count is shown. */
const LONGEST_COUNT = 15_000;
/** Streams come and go; so many names are all that is worth keeping. */
const MOST_STREAMS = 5000;

const UNUSUAL = /[^\u0020-\u007e]/;
/** Anything that {@link begin} may accept; everything else is a line of its own. */
function mayBegin(line: string): boolean {
  return (
    (FIRSTS.has(line.charCodeAt(0)) && BEGINS.test(line)) ||
    // A search for a fixed text is many times quicker than an expression, and nearly every line fails them all.
    line.includes('Traceback') ||
    line.includes('panic') ||
    line.includes('Fatal error') ||
    (line.includes(':in ') && /:in [`']/.test(line)) ||
    endsLikeHeader(line)
  );
}

const BEGINS = /^(?:\s*File "|Exception in|Unhandled|(?:trce|dbug|info|warn|fail|crit): |fatal error|goroutine)/;
/** What {@link BEGINS} can start with. */
const FIRSTS = new Set([...'\t\n\v\f\r \u00a0\u2028\u2029\ufeffFEUtdiwfcg'].map((first) => first.charCodeAt(0)));

/** `app.js:12` and `Error:`, a header that the rest follows on the next line. */
function endsLikeHeader(line: string): boolean {
  let at = line.length - 1;
  const last = line.charCodeAt(at);
  if (last === COLON || last <= SPACE) return /Error:\s*$/.test(line.slice(-40));
  while (isDigit(line.charCodeAt(at))) at -= 1;
  return at < line.length - 1 && line.charCodeAt(at) === COLON;
}

const COLON = 0x3a;
const SPACE = 0x20;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Lines for people: time, source, message; tracebacks whole, JSON readable, health checks folded. */
export function createTextView(options: TextViewOptions): EntryView {
  const view = new TextView(options);
  return {batch: (entries) => view.batch(entries), idle: () => view.idle(), end: (end) => view.end(end)};
}

class TextView {
  readonly #options: TextViewOptions;
  readonly #time: FormatTime;
  readonly #labels = {application: new Map<string, string>(), service: new Map<string, string>()};
  readonly #open = new Map<string, Waiting>();
  #queue: Waiting[] = [];
  #fold: Fold | undefined;
  /** How each stream's last health check was answered. */
  readonly #answers = new Map<string, string>();
  readonly #now: () => number;
  #marks: Mark[];
  #out = '';

  constructor(options: TextViewOptions) {
    this.#options = options;
    this.#time = createTimeFormat(options.local);
    this.#marks = [...(options.marks ?? [])];
    this.#now = options.now ?? (() => performance.now());
  }

  batch(entries: readonly LogEntry[]): string {
    for (const entry of entries) {
      if (this.#options.raw) this.#show(entry, entry.message);
      else this.#take(entry);
    }
    this.#unfoldInTime();
    return this.#flushText();
  }

  idle(): string {
    this.#open.clear();
    for (const waiting of this.#queue) waiting.grammar = undefined;
    this.#drain();
    this.#unfoldInTime();
    return this.#flushText();
  }

  end(end: 'whole' | 'cut' = 'whole'): string {
    this.#out = this.idle();
    this.#unfold();
    // Of what comes after a cut nothing is known: a mark there would pose as the story's end.
    if (end === 'whole') this.#showMarks(Number.POSITIVE_INFINITY);
    return this.#flushText();
  }

  #flushText(): string {
    const text = this.#out;
    this.#out = '';
    return text;
  }

  #take(entry: LogEntry): void {
    const {message} = entry;
    const isApplication = entry.group === 'application';
    const open = isApplication && this.#open.size > 0 ? this.#open.get(entry.stream) : undefined;
    if (open?.grammar !== undefined) {
      const step = advance(open.grammar, legible(message));
      if (step !== 'aside' && step !== 'end') {
        open.grammar = step;
        open.lines.push(message);
        return;
      }
      if (step === 'end') {
        open.grammar = undefined;
        this.#open.delete(entry.stream);
      }
    }
    const grammar =
      isApplication && mayBegin(message.length > 4096 ? message.slice(0, 4096) : message)
        ? begin(legible(message))
        : undefined;
    if (grammar === undefined && this.#queue.length === 0) {
      this.#emit(entry, message);
      return;
    }
    const waiting: Waiting = {entry, lines: [message], grammar};
    this.#queue.push(waiting);
    if (grammar !== undefined) this.#open.set(entry.stream, waiting);
    const head = this.#queue[0];
    if (
      head !== undefined &&
      (this.#queue.length > MOST_WAITING || entry.timestamp - head.entry.timestamp > LONGEST_WAIT)
    ) {
      head.grammar = undefined;
      if (this.#open.get(head.entry.stream) === head) this.#open.delete(head.entry.stream);
    }
    this.#drain();
  }

  #drain(): void {
    let done = 0;
    while (done < this.#queue.length) {
      const waiting = this.#queue[done];
      if (waiting === undefined || waiting.grammar !== undefined) break;
      this.#emit(waiting.entry, waiting.lines.length === 1 ? (waiting.lines[0] ?? '') : waiting.lines.join('\n'));
      done += 1;
    }
    if (done > 0) this.#queue = this.#queue.slice(done);
  }

  #emit(entry: LogEntry, text: string): void {
    if (entry.group === 'application') {
      const check = healthCheckOf(text, this.#options.healthPath);
      if (check !== undefined) {
        this.#count(entry, text, check);
        return;
      }
      this.#unfold();
      this.#showApplication(entry, text);
      return;
    }
    this.#unfold();
    this.#show(entry, text);
  }

  #showApplication(entry: LogEntry, text: string): void {
    this.#show(entry, text.charCodeAt(0) === 0x7b ? readable(text) : text);
  }

  /** One more health check. The first bad one, and where someone waits the first of each kind, is shown as it stands. */
  #count(entry: LogEntry, text: string, check: HealthCheck): void {
    const {stream} = entry;
    if (this.#fold?.stream !== stream || this.#fold.check.kind !== check.kind) {
      this.#unfold();
      const isShown = (check.isBad || this.#options.live === true) && this.#answers.get(stream) !== check.kind;
      this.#answer(stream, check.kind);
      this.#fold = {stream, check, isMore: isShown, first: undefined, last: undefined, count: 0, since: 0};
      if (isShown) {
        this.#showApplication(entry, text);
        return;
      }
    }
    const fold = this.#fold;
    if (fold.first === undefined) {
      fold.first = {entry, text};
      fold.since = this.#options.live === true ? this.#now() : 0;
    }
    fold.last = entry;
    fold.count += 1;
  }

  #answer(stream: string, kind: string): void {
    if (this.#answers.size > MOST_STREAMS) this.#answers.clear();
    this.#answers.set(stream, kind);
  }

  #unfoldInTime(): void {
    const fold = this.#fold;
    if (this.#options.live !== true || fold?.first === undefined) return;
    if (this.#now() - fold.since >= LONGEST_COUNT) this.#unfold();
  }

  #unfold(): void {
    const fold = this.#fold;
    if (fold === undefined) return;
    this.#fold = undefined;
    const {first, last, count} = fold;
    if (first === undefined || last === undefined) return;
    if (count === 1) {
      this.#showApplication(first.entry, first.text);
      return;
    }
    const many = `${count}${fold.isMore ? ' more' : ''} health checks`;
    this.#show(first.entry, `(${many} up to ${this.#time(last.timestamp)}: ${fold.check.what})`);
  }

  #show(entry: LogEntry, text: string): void {
    if (this.#marks.length > 0) this.#showMarks(entry.timestamp);
    const {style} = this.#options;
    const time = this.#time(entry.timestamp);
    const label = this.#label(entry);
    const late = entry.late === true ? '[late] ' : '';
    const body = entry.plain === true && text === entry.message ? text : inert(text);
    if (!style.colour) {
      this.#out += `${time}${label}${late}${body}\n`;
      return;
    }
    const paint = entry.group === 'service' ? style.cyan : paintOf(levelOf(body), style);
    this.#out += `${style.dim(time)}${label}${style.yellow(late)}${paint(body)}\n`;
  }

  /** Between blanks. */
  #label({group, stream}: LogEntry): string {
    const labels = this.#labels[group];
    let label = labels.get(stream);
    if (label === undefined) {
      const name = this.#options.short ? stream.replace(/([0-9a-f]{8})[0-9a-f]{24}$/, '$1') : stream;
      const text = inert(group === 'service' ? `app-runner/${name}` : name);
      label = ` ${group === 'service' ? this.#options.style.cyan(text) : this.#options.style.dim(text)} `;
      if (labels.size > MOST_STREAMS) labels.clear();
      labels.set(stream, label);
    }
    return label;
  }

  #showMarks(until: number): void {
    let mark = this.#marks[0];
    while (mark !== undefined && mark.at <= until) {
      this.#marks = this.#marks.slice(1);
      this.#out += `${this.#options.style.bold(`${this.#time(mark.at)} -- ${inert(mark.text)} --`)}\n`;
      mark = this.#marks[0];
    }
  }
}

/** One message, made harmless; its further lines are indented, so that none of them can pose as a line of its own. */
function inert(text: string): string {
  if (!UNUSUAL.test(text)) return text;
  const safe = sanitizeText(text.replace(/[\r\n]+$/, ''));
  return safe.includes('\n') ? safe.replaceAll('\n', '\n    ') : safe;
}

/** A JSON line as people read it: level, logger, message, then the rest as key=value, the exception below. */
function readable(text: string): string {
  const log = parseJsonLog(text);
  if (log === undefined || log.message === undefined) return text;
  let line = log.level?.toUpperCase() ?? '';
  const add = (part: string) => {
    if (part !== '') line += line === '' ? part : ` ${part}`;
  };
  if (log.logger !== undefined && log.logger !== '') add(`${log.logger}:`);
  add(log.message);
  for (const key of Object.keys(log.rest)) {
    const value = log.rest[key];
    add(`${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }
  return log.exception === undefined ? line : `${line}\n${log.exception}`;
}

function paintOf(level: Level | undefined, style: Style): (text: string) => string {
  if (level === 'error' || level === 'fatal') return style.red;
  if (level === 'warning') return style.yellow;
  return level === 'debug' ? style.dim : (text) => text;
}
