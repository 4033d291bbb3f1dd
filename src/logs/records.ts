import type {LogEvent} from '../evidence/model.js';
import {accessOf, railsPart} from './access.js';
import {type JsonLog, parseJsonLog} from './json-log.js';
import {graver, levelOf} from './level.js';
import {legible, linesOf} from './line.js';
import {listenBeside, listenOf} from './listen.js';
import type {AppRecord, Traceback} from './model.js';
import {readTraceback} from './traceback.js';
import {advance, attach, begin, isUnfinished, type OpenTraceback} from './traceback-grammar.js';

/**
 * Makes records of the application's events: one a line, but tracebacks whole, whatever events carry them and however
 * the streams interleave.
 *
 * @param events in time order; indices of the records point into them
 * @returns in the order of their first events; every event is in a record
 */
export function toRecords(events: readonly LogEvent[]): AppRecord[] {
  const assembler = new RecordAssembler();
  const records = events.flatMap((event, index) => assembler.push(event, index));
  records.push(...assembler.flush());
  return records.sort((a, b) => a.first - b.first || a.last - b.last);
}

/** A traceback longer than this is cut into two records: memory has to end somewhere. */
const MOST_LINES = 2000;
const MOST_CHARACTERS = 2_000_000;
/** Lines of other threads in the midst of a traceback, before it counts as torn. */
const MOST_ASIDES = 50;
/** How many lines of one record are looked at for its facts. */
const LINES_READ = 500;

interface Draft {
  readonly stream: string;
  readonly timestamp: number;
  readonly first: number;
  last: number;
  readonly lines: string[];
  characters: number;
  asides: number;
  grammar: OpenTraceback | undefined;
}

interface StreamState {
  draft: Draft | undefined;
  /** Flask said "Running on all addresses": the loopback address that it prints next is only one of them. */
  allAddresses: string | undefined;
  /** The Rails request under way; nothing when it is not the only one. */
  railsOpen: number;
  rails: {readonly method: string; readonly path: string} | undefined;
}

/** Assembles records from events as they arrive. A record is given out when the next line shows that it is over. */
export class RecordAssembler {
  readonly #streams = new Map<string, StreamState>();

  /** @returns the records that this event ended */
  push(event: LogEvent, index: number): AppRecord[] {
    const state = this.#stateOf(event.stream);
    const done: AppRecord[] = [];
    for (const line of linesOf(event.message)) this.#line(state, event, index, line, done);
    return done;
  }

  /** Ends the open records whose last line came before an index (all of them without one). */
  flush(before = Number.POSITIVE_INFINITY): AppRecord[] {
    const done: AppRecord[] = [];
    for (const state of this.#streams.values()) {
      if (state.draft !== undefined && state.draft.last < before) {
        done.push(finish(state.draft, state));
        state.draft = undefined;
      }
    }
    return done.sort((a, b) => a.first - b.first);
  }

  #line(state: StreamState, event: LogEvent, index: number, line: string, done: AppRecord[]): void {
    const seen = legible(line);
    const draft = state.draft;
    if (draft !== undefined) {
      const next = continues(draft, seen, index);
      if (next === 'aside') {
        draft.asides += 1;
        const aside = newDraft(event, index, line, undefined);
        if (draft.asides <= MOST_ASIDES) {
          done.push(finish(aside, state));
          return;
        }
      } else if (next !== 'end') {
        draft.lines.push(line);
        draft.characters += line.length;
        draft.last = index;
        draft.grammar = next.grammar;
        return;
      }
      done.push(finish(draft, state));
    }
    state.draft = newDraft(event, index, line, begin(seen));
  }

  #stateOf(stream: string): StreamState {
    const known = this.#streams.get(stream);
    if (known !== undefined) return known;
    const fresh: StreamState = {draft: undefined, allAddresses: undefined, railsOpen: 0, rails: undefined};
    this.#streams.set(stream, fresh);
    return fresh;
  }
}

function newDraft(event: LogEvent, index: number, line: string, grammar: OpenTraceback | undefined): Draft {
  return {
    stream: event.stream,
    timestamp: event.timestamp,
    first: index,
    last: index,
    lines: [line],
    characters: line.length,
    asides: 0,
    grammar,
  };
}

function continues(
  draft: Draft,
  line: string,
  index: number,
): {readonly grammar: OpenTraceback | undefined} | 'aside' | 'end' {
  if (draft.lines.length >= MOST_LINES || draft.characters >= MOST_CHARACTERS) return 'end';
  if (draft.grammar !== undefined) {
    const step = advance(draft.grammar, line);
    return step === 'aside' || step === 'end' ? step : {grammar: step};
  }
  const attached = attach(legible(draft.lines.at(-1) ?? ''), line);
  if (attached !== undefined) return {grammar: attached};
  // Lines of one event belong together, and a traceback after them is theirs.
  return draft.last === index ? {grammar: begin(line)} : 'end';
}

function finish(draft: Draft, state: StreamState): AppRecord {
  const lines = withoutEnd(draft.lines, (line) => /^\r*$/.test(line));
  return {
    stream: draft.stream,
    timestamp: draft.timestamp,
    first: draft.first,
    last: draft.last,
    text: lines.join('\n'),
    ...understand(
      withoutEnd(lines, (line) => line.trim() === ''),
      draft.grammar,
      state,
    ),
  };
}

/** Without what it ends with, as far as that is so; one line stays. */
function withoutEnd(lines: readonly string[], isEnd: (line: string) => boolean): string[] {
  const rest = [...lines];
  while (rest.length > 1 && isEnd(rest.at(-1) ?? '')) rest.pop();
  return rest;
}

type Understood = Pick<AppRecord, 'level' | 'traceback' | 'listen' | 'access'>;

function understand(lines: readonly string[], grammar: OpenTraceback | undefined, state: StreamState): Understood {
  const only = lines.length === 1 ? lines[0] : undefined;
  const json = only === undefined ? undefined : parseJsonLog(only);
  if (json !== undefined) return understandJson(json);

  const seen = lines.slice(0, LINES_READ).map(legible);
  const traceback = grammar === undefined ? undefined : readTraceback(lines, grammar.language);
  const stated = seen.map(levelOf).find((level) => level !== undefined);
  if (traceback !== undefined) {
    const level = graver(stated, 'error');
    return {...(level !== undefined && {level}), traceback};
  }
  const listen = first(seen, (line) => listening(line, state));
  const access = listen === undefined ? first(seen, (line) => accessed(line, state)) : undefined;
  return {
    ...(stated !== undefined && {level: stated}),
    ...(listen !== undefined && {listen}),
    ...(access !== undefined && {access}),
  };
}

function understandJson(json: JsonLog): Understood {
  const traceback = json.exception === undefined ? undefined : tracebackIn(json.exception);
  const message = json.message === undefined ? undefined : legible(json.message);
  const listen = traceback === undefined && message !== undefined ? listenOfJson(message, json) : undefined;
  const access = json.access ?? (message === undefined ? undefined : accessOf(message));
  const level = traceback === undefined ? json.level : graver(json.level, 'error');
  return {
    ...(level !== undefined && {level}),
    ...(traceback !== undefined && {traceback}),
    ...(listen !== undefined && {listen}),
    ...(access !== undefined && listen === undefined && {access}),
  };
}

/** Some say the address beside the message: {"msg":"listening","port":3000}. */
function listenOfJson(message: string, json: JsonLog): AppRecord['listen'] {
  const said = listenOf(message);
  if (said !== undefined) return said;
  if (message === 'server running' && json.logger?.startsWith('http') === true) return {server: 'caddy'};
  const address = text(json.rest['addr']) ?? text(json.rest['listen']) ?? text(json.rest['endpoint']);
  if (address !== undefined) return listenBeside(message, address);
  const port = Number(json.rest['port']);
  if (!Number.isInteger(port)) return undefined;
  const host = text(json.rest['host']) ?? text(json.rest['address']) ?? text(json.rest['hostname']);
  return listenBeside(message, `${host === undefined || host.includes(':') ? '' : host}:${port}`);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads a traceback that stands inside a field. */
export function tracebackIn(text: string): Traceback | undefined {
  const lines = linesOf(text);
  let grammar: OpenTraceback | undefined;
  let language: Traceback['language'] | undefined;
  let before = '';
  for (const raw of lines.slice(0, MOST_LINES)) {
    const line = legible(raw);
    const next = grammar === undefined ? undefined : advance(grammar, line);
    if (next !== undefined && next !== 'aside' && next !== 'end') grammar = next;
    else if (next !== 'aside') grammar = attach(before, line) ?? begin(line) ?? (next === 'end' ? undefined : grammar);
    language ??= grammar?.language;
    before = line;
  }
  if (language !== undefined) return readTraceback(lines, language);
  const bare = /^((?:[A-Za-z_$][\w$]*[.:]{1,2})*[A-Za-z_$][\w$]*(?:Error|Exception))(?:: ([\s\S]*))?$/.exec(
    text.slice(0, 2000),
  );
  if (bare === null) return undefined;
  return {language: 'other', ...(bare[1] && {type: bare[1]}), ...(bare[2] && {message: bare[2]})};
}

/** Whether an assembler's draft of this grammar still waits for its end. Exported for those who flush on a clock. */
export {isUnfinished};

function listening(line: string, state: StreamState): AppRecord['listen'] {
  const all = /\* Running on all addresses \(([\w.:]+)\)/.exec(line);
  if (all !== null) state.allAddresses = all[1];
  const listen = listenOf(line);
  if (listen?.server === 'werkzeug' && state.allAddresses !== undefined) return {...listen, host: state.allAddresses};
  return listen;
}

function accessed(line: string, state: StreamState): AppRecord['access'] {
  const access = accessOf(line);
  if (access !== undefined) return access;
  const part = railsPart(line);
  if (part === undefined) return undefined;
  if ('started' in part) {
    state.railsOpen += 1;
    // Two at once: which of them a "Completed" ends cannot be told.
    state.rails = state.railsOpen === 1 ? part.started : undefined;
    return undefined;
  }
  const request = state.rails;
  state.railsOpen = Math.max(0, state.railsOpen - 1);
  state.rails = undefined;
  return request === undefined ? undefined : {...request, status: part.completed};
}

function first<T>(lines: readonly string[], read: (line: string) => T | undefined): T | undefined {
  for (const line of lines) {
    const found = read(line);
    if (found !== undefined) return found;
  }
  return undefined;
}
