/** Where in a text a value stands. */
export interface ValueSpan {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** `"`, `\"` and `\\\"` (JSON in JSON), entities and URL-encoded quotes, also within `b''`, `Some("")`, `<<"">>`. */
const OPENING =
  /(?:(?:[A-Za-z_*&][\w.:]{0,30}\(|<<)\s?|\(?string\)?\s?\((?:len=)?\d{1,6}\)\s)?[bruBRUf@$]{0,2}(\\{0,7}["'`]|&(?:quot|apos|#0?39|#34|#x27);|\\{1,2}u002[27]|%2[27])/y;
/** Where a value without quotes ends inside a word: what comes after it could not be part of it. */
const BREAK = new RegExp(
  `(?:[)}\\]>"'\`]|\\\\+["'nrt]|</?[A-Za-z!])(?=$|[\\s,;&)}\\]>"'\`\\\\<\\x1b:]|[.!?](?:$|\\s)|["']?[\\w.$-]{1,40}["']?\\s?[=:])|` +
    `(?:[,;&]|%26|\\\\u0026)(?=$|[\\s)}\\]>"'\`\\\\<\\x1b]|(?:amp;)?["']?[\\w.$-]{1,40}["']?\\s?(?:=|:|%3D))`,
  'y',
);
/** What closes only what was opened: without that it is part of the value. */
const OPENER: Readonly<Record<string, string>> = {
  ')': '(',
  '}': '{',
  ']': '[',
  '>': '<',
  '<': '<',
  '"': '"',
  "'": "'",
  '`': '`',
};
/** So far back an opening quote or bracket is looked for. */
const LOOK_BACK = 400;
/** Beyond that a value is only read once it is known to be masked: the look at each name must stay short. */
const PEEK = 512;

/** The value that begins at a place; undefined where there is none. */
export function readValue(text: string, at: number): ValueSpan | undefined {
  OPENING.lastIndex = at;
  const opening = OPENING.exec(text);
  if (opening === null) return plain(text, at, at + PEEK);
  const start = at + opening[0].length;
  const end = closing(text, start, opening[1] ?? '');
  // Cut off, or no quote at all: what follows it is read as if there were none.
  if (end === undefined) return plain(text, start, start + PEEK);
  return end > start ? {start, end, quoted: true} : undefined;
}

/** The same, to its end. */
export function wholeValue(text: string, span: ValueSpan): ValueSpan {
  return span.quoted || span.end - span.start < PEEK ? span : (plain(text, span.start, text.length) ?? span);
}

function plain(text: string, start: number, limit: number): ValueSpan | undefined {
  const most = Math.min(limit, text.length);
  const before = text.slice(Math.max(0, start - LOOK_BACK), start).replace(/^[\s\S]*\n/, '');
  let end = start;
  while (end < most && text.charCodeAt(end) > 0x20 && text.charCodeAt(end) !== 0xa0 && !breaksAt(text, end, before))
    end++;
  return end > start ? {start, end, quoted: false} : undefined;
}

const BREAKING = new Set([...`,;&)}]>"'\`\\<%`].map((character) => character.charCodeAt(0)));

function breaksAt(text: string, at: number, before: string): boolean {
  if (!BREAKING.has(text.charCodeAt(at))) return false;
  const opener = OPENER[text[at] ?? ''];
  if (opener !== undefined && !before.includes(opener)) return false;
  BREAK.lastIndex = at;
  return BREAK.test(text);
}

/** Where the quote closes on the same line. */
function closing(text: string, from: number, quote: string): number | undefined {
  const mark = quote.replace(/^\\+(?=["'`])/, '');
  const depth = quote.length - mark.length;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return undefined;
    if (code !== mark.charCodeAt(0) || !text.startsWith(mark, at)) continue;
    if (mark.length > 1) return at;
    const backslashes = backslashesBefore(text, at, from);
    // A quote inside is escaped once more than the one that closes.
    if (backslashes < depth) return at - backslashes;
    if (backslashes % (2 * (depth + 1)) === depth) return at - depth;
  }
  return undefined;
}

function backslashesBefore(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && text.charCodeAt(start - 1) === 0x5c) start--;
  return at - start;
}
