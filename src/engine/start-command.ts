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

/** One word for a POSIX shell to take as it stands: nothing in it is expanded. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
