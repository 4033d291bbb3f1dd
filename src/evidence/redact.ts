import type {Redaction} from './bundle-model.js';
import {findAssignments} from './redact/assignments.js';
import {createBorders} from './redact/borders.js';
import {createKeywords, type Keywords, keyword} from './redact/keywords.js';
import {type Match, Matcher} from './redact/matcher.js';
import {NAME_HINTS} from './redact/names.js';
import {findOperands, OPERAND_HINTS} from './redact/operands.js';
import {SECRET_PATTERNS, type SecretPattern} from './redact/patterns.js';
import {findUrlPasswords} from './redact/url-passwords.js';
import {formsOf} from './redact/values.js';

/** Masks secrets in text and keeps count. Rules: docs/redaction.md. */
export interface Redactor {
  /**
   * The text with every known value and everything that looks like a secret replaced by `[masked NAME]` or
   * `[masked kind]`. Masking twice changes nothing more.
   *
   * @param where place for the ledger, an evidence id for instance: never a secret
   */
  text(text: string, where: string): string;
  /**
   * Two texts that follow each other (log events), with a known value that begins in the first and ends in the second
   * masked in both; undefined where there is none, which is nearly always so. Masks nothing else.
   */
  across(before: string, after: string, where: string): readonly [string, string] | undefined;
  /** Adds to the ledger what the caller masked by itself. */
  counted(what: string, where: string): void;
  /** What masks are called so far: kinds of secrets, and names of values. */
  labels(): readonly string[];
  /** A value to mask from now on, wherever it turns up. */
  addValue(name: string, value: string): void;
  /** What was masked so far: sorted, one line for each kind and place. */
  ledger(): Redaction[];
}

export interface RedactorOptions {
  /** Names and values of variables: entries of a map or of an object. */
  readonly values?: Iterable<readonly [name: string, value: string]>;
  /**
   * Values that are shown wherever they stand, though a variable holds them: names of the service, its environment,
   * its region, its host. Compared without regard to case.
   */
  readonly keep?: Iterable<string>;
}

export function createRedactor(options: RedactorOptions = {}): Redactor {
  const keep = new Set([...(options.keep ?? [])].map((value) => value.trim().toLowerCase()));
  const matcher = new Matcher();
  const borders = createBorders();
  const labels = new Set(['url-password', 'secret', 'authorization', ...SECRET_PATTERNS.map(({what}) => what)]);
  const counts = new Map<string, Redaction>();
  const heads = new Set<string>();
  let keywords: Keywords | undefined;

  /** Made for the first text: a redactor that masks nothing pays nothing. */
  function hints(): Keywords {
    keywords ??= createKeywords([
      ...SECRET_PATTERNS.map((pattern) => pattern.hints),
      ...FINDERS.map(({hints}) => hints.map(keyword)),
      heads.size > MOST_HEADS ? [''] : [...heads],
    ]);
    return keywords;
  }

  function addValue(name: string, value: string): void {
    const label = labelOf(name);
    for (const form of formsOf(value, keep)) {
      matcher.add(form, label);
      borders.add(form);
      heads.add(headOf(form));
      labels.add(label);
      keywords = undefined;
    }
  }

  function count(what: string, where: string): void {
    const key = JSON.stringify([what, where]);
    counts.set(key, {what, where, count: (counts.get(key)?.count ?? 0) + 1});
  }

  function apply(text: string, matches: readonly Match[], where: string): string {
    const open = outsideMasks(text, matches, labels);
    if (open.length === 0) return text;
    const pieces: string[] = [];
    let at = 0;
    for (const {start, end, label} of open) {
      pieces.push(text.slice(at, start), `[masked ${label}]`);
      count(label, where);
      at = end;
    }
    return pieces.join('') + text.slice(at);
  }

  function once(text: string, where: string): string {
    // Most texts hold nothing of it all, and one walk tells.
    const present = hints().present(text);
    // Values first: their names say more than the kind of secret.
    const named = present.has(VALUES) ? apply(text, matcher.find(text), where) : text;
    return apply(named, findPatterns(named, named === text ? present : hints().present(named)), where);
  }

  /** A mask can make its neighbour look like a secret, so look again until nothing more does. */
  function repeated(text: string, where: string): string {
    let before = text;
    let after = once(text, where);
    while (after !== before) {
      before = after;
      after = once(before, where);
    }
    return after;
  }

  for (const [name, value] of options.values ?? []) addValue(name, value);
  return {
    addValue,
    counted: count,
    across(before, after, where) {
      const reach = borders.reach(before, after);
      if (reach === 0) return undefined;
      const head = before.slice(-reach);
      const match = matcher
        .find(head + after.slice(0, reach))
        .find(({start, end}) => start < head.length && end > head.length && borders.isLong(end - start));
      if (match === undefined) return undefined;
      count(match.label, where);
      const mask = `[masked ${match.label}]`;
      return [
        before.slice(0, before.length - head.length + match.start) + mask,
        mask + after.slice(match.end - head.length),
      ];
    },
    labels: () => [...labels],
    text(text, where) {
      if (!TELLING.some((letter) => text.includes(letter))) return repeated(text, where);
      // What a terminal does not show may stand in the middle of a secret: without it, where there is one.
      const lines = text.split('\n').map((line) => {
        const seen = line.replace(UNSEEN, '');
        if (seen.length === line.length) return line;
        const masked = repeated(seen, where);
        return masked === seen ? line : masked;
      });
      return repeated(lines.join('\n'), where);
    },
    ledger: () => [...counts.values()].sort((a, b) => compare(a.where, b.where) || compare(a.what, b.what)),
  };
}

/** Colours and other sequences of a terminal, and characters without a width. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|\u001B\][^\u0007\u001B]*\u0007?|\u001B|[\u200B-\u200F\u2060\uFEFF]/g;
/** A search for one letter takes a tenth of an expression's time. */
const TELLING = ['\u001B', '\u009B', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u2060', '\uFEFF'];

/** Names of variables may hold anything; a label must end the mask where it ends. */
function labelOf(name: string): string {
  const label = name.replace(/[^\x20-\x7e]|[[\]]/g, '_').slice(0, 80);
  return label === '' ? 'value' : label;
}

/** What no expression alone can find. */
const FINDERS: readonly {readonly hints: readonly string[]; readonly find: (text: string) => Match[]}[] = [
  {hints: ['://'], find: findUrlPasswords},
  {hints: NAME_HINTS, find: findAssignments},
  {hints: OPERAND_HINTS, find: findOperands},
];
const VALUES = SECRET_PATTERNS.length + FINDERS.length;
/** More values than that are looked for letter by letter: the table of their pieces would leave the processor's cache. */
const MOST_HEADS = 512;
const HEAD_LENGTH = 6;

/** Of a value the piece with the most digits: beginnings and ends (`https://`, `.com`) turn up where no value does. */
function headOf(form: string): string {
  let best = 0;
  let most = 0;
  let digits = 0;
  for (let end = 1; end <= form.length; end++) {
    if (isDigit(form, end - 1)) digits += 1;
    if (isDigit(form, end - 1 - HEAD_LENGTH)) digits -= 1;
    if (digits <= most) continue;
    most = digits;
    best = Math.max(0, end - HEAD_LENGTH);
  }
  return keyword(form.slice(best, best + HEAD_LENGTH));
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function findPatterns(text: string, present: ReadonlySet<number>): Match[] {
  const matches = SECRET_PATTERNS.filter((_, index) => present.has(index)).flatMap((pattern) =>
    findPattern(text, pattern),
  );
  const found = FINDERS.filter((_, index) => present.has(SECRET_PATTERNS.length + index)).flatMap(({find}) =>
    find(text),
  );
  return joined([...matches, ...found]);
}

/** What ends a line for a regular expression, beside the newline. */
const OTHER_LINE_ENDS = ['\r', '\u2028', '\u2029'];

function findPattern(text: string, {what, pattern, lines, accept}: SecretPattern): Match[] {
  const found: Match[] = [];
  const find = (stretch: string, from: number): void => {
    for (const match of stretch.matchAll(pattern)) {
      const secret = secretOf(match);
      if (accept !== undefined && !accept(secret, match)) continue;
      // The secret stands last in its match, but for a quote or blanks after it.
      const start = from + match.index + match[0].lastIndexOf(secret);
      found.push({start, end: start + secret.length, label: what});
    }
  };
  if (lines === undefined || OTHER_LINE_ENDS.some((end) => text.includes(end))) {
    find(text, 0);
    return found;
  }
  for (let from = 0; from <= text.length; ) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    if (end - from >= lines.min && end - from <= lines.max) find(text.slice(from, end), from);
    from = end + 1;
  }
  return found;
}

function secretOf(match: RegExpExecArray): string {
  return match.groups?.['secret'] ?? match[0].trim();
}

function joined(matches: readonly Match[]): Match[] {
  const result: Match[] = [];
  for (const match of [...matches].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || match.start >= last.end) result.push(match);
    else if (match.end > last.end) result[result.length - 1] = {...last, end: match.end};
  }
  return result;
}

/** A mask of ours is not masked again; a secret that runs into one takes it along. */
function outsideMasks(text: string, matches: readonly Match[], labels: ReadonlySet<string>): Match[] {
  if (matches.length === 0) return [];
  const masks = [...text.matchAll(/\[masked ([^[\]\r\n]{1,80})\]/g)]
    .filter((mask) => labels.has(mask[1] ?? ''))
    .map((mask) => ({start: mask.index, end: mask.index + mask[0].length}));
  if (masks.length === 0) return [...matches];
  const result: Match[] = [];
  let next = 0;
  for (const match of matches) {
    for (let mask = masks[next]; mask !== undefined && mask.end <= match.start; mask = masks[next]) next++;
    let {start, end} = match;
    let inside = false;
    for (let i = next; i < masks.length; i++) {
      const mask = masks[i];
      if (mask === undefined || mask.start >= end) break;
      if (mask.start <= start && mask.end >= end) inside = true;
      else {
        start = Math.min(start, mask.start);
        end = Math.max(end, mask.end);
      }
    }
    if (!inside) result.push({...match, start, end});
  }
  return joined(result);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
