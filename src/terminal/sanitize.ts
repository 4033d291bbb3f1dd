/**
 * Text that others wrote (log lines, names, messages) made inert for a terminal, a browser or a build log.
 *
 * Colour sequences are dropped: they say nothing. Everything else that a reader could not see or that could act on the
 * screen is written out as an escape (`\x1b`, `\u{202e}`), so that nothing is hidden.
 */

/** SGR sequences, in their seven- and eight-bit forms. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const COLOURS = /(?:\u001B\[|\u009B)[0-9;:]*m/g;

/**
 * Controls but \n and \t, format characters (bidirectional, zero-width, tags), separators that break lines,
 * private use, lone surrogates, noncharacters, and fillers that render as nothing. Unassigned code points are left
 * alone: what is unassigned depends on the Unicode version of the Node that runs.
 */
const UNSEEN =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\u115F\u1160\u3164\uFFA0\uFFFE\uFFFF]|\u034F|\u17B4|\u17B5|\p{Variation_Selector}/gu;

/** All but printable ASCII, tabs and line feeds. Whole runs: no pair of surrogates is cut. */
const NOT_PLAIN = /[^\t\n\x20-\x7E]+/g;

/** The selector that asks for an emoji's coloured form: dropped, a log line with a warning sign should read as one. */
const EMOJI_STYLE = /(\p{Emoji})\uFE0F/gu;

/** Keeps line feeds; tabs become two spaces. */
export function sanitizeText(text: string): string {
  // What is seldom there is looked for by a search for one letter, which takes a tenth of an expression's time.
  const bare = text.includes('\u001B') || text.includes('\u009B') ? text.replace(COLOURS, '') : text;
  const lines = bare.includes('\r') ? bare.replaceAll('\r\n', '\n') : bare;
  const styled = lines.includes('\uFE0F') ? lines.replace(EMOJI_STYLE, '$1') : lines;
  return escapeUnseen(styled, escapeCharacter).replaceAll('\t', '  ');
}

/** What is to be read exactly, as a value or a diff: line feeds and tabs as they are, nothing dropped, the rest written out. */
export function escapeText(text: string): string {
  return escapeUnseen(text, escapeCharacter);
}

/** Nearly all of every text is plain, and to see that takes a tenth of the time of looking for what is unseen. */
function escapeUnseen(text: string, written: (character: string) => string): string {
  return text.replace(NOT_PLAIN, (run) => run.replace(UNSEEN, written));
}

/** The same for a single line: line feeds become spaces. */
export function sanitizeLine(text: string): string {
  return sanitizeText(text).replace(/\s*\n\s*/g, ' ');
}

/** Every string inside a JSON-like value, keys included, made inert by {@link sanitizeText}. */
export function sanitizeDeep<T>(value: T): T {
  return walk(value) as T;
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return sanitizeText(value);
  if (Array.isArray(value)) return value.map(walk);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [sanitizeText(key), walk(inner)]));
  }
  return value;
}

/** `\u202e` and its like inside a JSON text: the same value, without a byte that could act on a screen. */
export function escapeJson(json: string): string {
  return escapeUnseen(json, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}

/** A document for stdout: two spaces, a line feed at the end, nothing in it that could act on a screen. */
export function jsonText(document: object): string {
  return [...jsonPieces(document)].join('');
}

/**
 * {@link jsonText} piece by piece: a document of tens of megabytes is never in memory as text.
 *
 * @param document made of what JSON knows
 */
export function* jsonPieces(document: object): Generator<string, void, void> {
  yield* piecesOf(document, '');
  yield '\n';
}

/** So many members of a list are put together at once. */
const MEMBERS = 256;
/** Lists and objects further in are in one piece. */
const DEEPEST = 4;

function* piecesOf(value: object, indent: string): Generator<string, void, void> {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length <= MEMBERS) {
      yield textOf(value, indent);
      return;
    }
    for (let at = 0; at < value.length; at += MEMBERS) {
      // Without its own brackets: "[", members, "]".
      const members = textOf(value.slice(at, at + MEMBERS), indent).slice(1, -indent.length - 2);
      yield `${at === 0 ? '[' : ','}${members}`;
    }
    yield `\n${indent}]`;
    return;
  }
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  if (entries.length === 0 || inner.length > 2 * DEEPEST) {
    yield textOf(value, indent);
    return;
  }
  for (const [index, [key, member]] of entries.entries()) {
    yield `${index === 0 ? '{' : ','}\n${inner}${escaped(JSON.stringify(key))}: `;
    if (typeof member === 'object' && member !== null) yield* piecesOf(member as object, inner);
    else yield textOf(member, inner);
  }
  yield `\n${indent}}`;
}

/** A value as JSON, further in by so much: JSON indents what stands in lists within lists. */
function textOf(value: unknown, indent: string): string {
  const depth = indent.length / 2;
  let nested = value;
  for (let i = 0; i < depth; i++) nested = [nested];
  const json = JSON.stringify(nested, null, 2);
  // Before it stand "[\n" of each list and an indent for each line, after it "\n]" and the indents but the deepest.
  return escaped(json.slice(depth * (depth + 3), json.length - depth * (depth + 1)));
}

function escaped(json: string): string {
  // Of the controls JSON leaves DEL alone as it is, and two searches by the machine say of megabytes that they are plain.
  const isPlain = Buffer.byteLength(json) === json.length && !json.includes('\u007F');
  return isPlain ? json : escapeJson(json);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
