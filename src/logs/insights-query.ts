import {usageError} from '../errors.js';

/** What a query of CloudWatch Logs Insights searches for. */
export interface Selection {
  /** Commands of the query language; none selects every line. */
  readonly filters: readonly string[];
  /** The same of one message, where no query can tell. */
  readonly matches: (message: string) => boolean;
}

/** What stands in a string of the query language as itself. Quotes and backslashes do not. */
const PLAIN = /^[\p{L}\p{N} _.,:;=@#%&<>()[\]{}*+?!|~^$'/-]+$/u;
/** What a regular expression takes literally. */
const LITERAL = /^(?:[\p{L}\p{N} _,:;=@#%&<>!~'/-]|\\[.*+?^${}()|[\]/-])+$/u;

const TERM = /([?-]?)(?:"([^"]*)"|([^\s"]+))/g;

/** One query: a window of epoch milliseconds, both ends inclusive. */
export function queryText(filters: readonly string[], from: number, to: number, limit: number): string {
  return [
    'fields @timestamp, @message, @logStream',
    // The window of StartQuery counts seconds.
    `filter toMillis(@timestamp) >= ${from} and toMillis(@timestamp) <= ${to}`,
    ...filters,
    'sort @timestamp asc',
    `limit ${limit}`,
  ].join(' | ');
}

/**
 * What `--filter` selects, in the query language: words and "phrases" that must all be there, or one of `?words`.
 *
 * A word is searched as text: part of a longer word matches too.
 *
 * @throws DiagError (exit 2) for the kinds of pattern that the query language words differently
 */
export function selectionOf(pattern: string | undefined): Selection {
  const trimmed = pattern?.trim() ?? '';
  if (trimmed === '') return {filters: [], matches: () => true};
  const terms = [...trimmed.matchAll(TERM)].map((match) => ({
    sign: match[1] ?? '',
    word: match[2] ?? match[3] ?? '',
  }));
  const rest = trimmed.replace(TERM, '').trim();
  const isSimple =
    rest === '' && !/^[{[%]/.test(trimmed) && terms.every(({sign, word}) => sign !== '-' && PLAIN.test(word));
  if (!isSimple) {
    throw usageError(`--insights cannot search for the filter pattern ${trimmed}.`, [
      'Give words or "phrases" that must all be there, or ?one ?of ?several.',
      'Or search with --grep, or leave --insights out.',
    ]);
  }
  const all = terms.filter(({sign}) => sign === '').map(({word}) => word);
  // Beside words that must be there CloudWatch takes no heed of those that may.
  const any = all.length > 0 ? [] : terms.map(({word}) => word);
  return {
    filters: [...all.map((word) => anyOf([word])), ...(any.length > 0 ? [anyOf(any)] : [])],
    matches: (message) =>
      all.every((word) => message.includes(word)) && (any.length === 0 || any.some((word) => message.includes(word))),
  };
}

/**
 * What of `--grep` the query can search for: words that the expression takes literally, or one of several.
 *
 * It only spares lines on their way. The expression itself judges here, after masking; so a word that could stand in a
 * mask is not searched for there: before masking the line does not hold it.
 *
 * @param labels what masks are called
 */
export function filtersOfGrep(source: string | undefined, labels: readonly string[]): readonly string[] {
  if (source === undefined) return [];
  const words = splitAlternatives(source);
  if (!words.every((word) => LITERAL.test(word))) return [];
  const literals = words.map((word) => word.replace(/\\(.)/g, '$1'));
  const mayBeMask = (literal: string) => labels.some((label) => `[masked ${label}]`.includes(literal));
  const mayTouchMask = (literal: string) => /[[\]]/.test(literal);
  if (literals.some((literal) => !PLAIN.test(literal) || mayTouchMask(literal) || mayBeMask(literal))) return [];
  return [anyOf(literals)];
}

function splitAlternatives(source: string): string[] {
  const words = [''];
  for (const [piece] of source.matchAll(/\\.|[^\\]|\\$/gsu)) {
    if (piece === '|') words.push('');
    else words[words.length - 1] += piece;
  }
  return words;
}

function anyOf(words: readonly string[]): string {
  return `filter ${words.map((word) => `@message like "${word}"`).join(' or ')}`;
}
