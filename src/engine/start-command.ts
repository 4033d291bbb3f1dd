/** A mask of the collector's is one word, whatever stands in its name. */
const WORD = /(?:\[masked [^\]]*\]|"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]|[^\s"'\\])+/g;

/**
 * The words of a StartCommand, which no shell reads: quotes group, operators and variables are words like any other.
 *
 * A command whose quotes do not pair is split at white space alone.
 */
export function startCommandWords(command: string): string[] {
  // What the pattern cannot take is a quote that nothing closes.
  if (command.replace(WORD, '').trim() !== '') return command.split(/\s+/).filter((word) => word !== '');
  return (command.match(WORD) ?? []).map(unquoted);
}

function unquoted(word: string): string {
  return word.replace(
    /\[masked [^\]]*\]|"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|\\([\s\S])/g,
    (whole, double: string | undefined, single: string | undefined, escaped: string | undefined) =>
      double !== undefined ? double.replace(/\\(["\\])/g, '$1') : (single ?? escaped ?? whole),
  );
}

/**
 * These words as a StartCommand, which takes them as they stand; undefined where none can: it is one line, and what the
 * collector masked is not known.
 */
export function startCommandOf(words: readonly string[]): string | undefined {
  if (words.length === 0 || words.some((word) => /[\n\r]|\[masked /.test(word))) return undefined;
  return words.map(startCommandWord).join(' ');
}

function startCommandWord(word: string): string {
  if (PLAIN.test(word)) return word;
  // How App Runner reads quotes is not documented: double ones first, as people write `sh -c "…"`.
  if (!/["\\]/.test(word)) return `"${word}"`;
  return word.includes("'") ? `"${word.replace(/["\\]/g, '\\$&')}"` : `'${word}'`;
}

/** What needs no quotes. */
const PLAIN = /^[\w@%+=:,./-]+$/;
