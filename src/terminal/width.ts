/** Columns that text takes on a terminal, and wrapping by them. Text must be sanitised; SGR codes count as nothing. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR codes and OSC 8 hyperlinks are what is skipped
const INVISIBLE = /\u001B\[[0-9;]*m|\u001B\]8;[^\u0007\u001B]*(?:\u0007|\u001B\\)/g;

/** East Asian wide and full-width letters, and what terminals draw as pictures. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFF}]|\p{Emoji_Presentation}/u;
const COMBINING = /^\p{M}+$/u;

export function stripStyle(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** Columns of one line. */
export function displayWidth(text: string): number {
  const plain = stripStyle(text);
  if (/^[\x20-\x7E]*$/.test(plain)) return plain.length;
  let columns = 0;
  for (const character of plain) columns += characterWidth(character);
  return columns;
}

function characterWidth(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Pads on the right to a number of columns; longer text stays as it is. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/**
 * Breaks plain text into lines of at most `columns`: at spaces where it can, inside a word only where the word alone is
 * too long. Line feeds are kept as breaks.
 */
export function wrap(text: string, columns: number): string[] {
  const limit = Math.max(1, columns);
  return text.split('\n').flatMap((line) => wrapLine(line, limit));
}

function wrapLine(line: string, limit: number): string[] {
  if (displayWidth(line) <= limit) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.trimEnd().split(/(?<=\S)\s+/)) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (displayWidth(joined) <= limit) {
      current = joined;
      continue;
    }
    if (current !== '') lines.push(current);
    const pieces = breakWord(word, limit);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1) ?? '';
  }
  if (current !== '') lines.push(current);
  return lines;
}

/** Breaks a word that is too long: after a mark that separates its parts (a URL, a path, an ARN), else anywhere. */
function breakWord(word: string, limit: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const part of word.split(/(?<=[/:,;=&?])/).flatMap((piece) => cut(piece, limit))) {
    if (current !== '' && displayWidth(current + part) > limit) {
      lines.push(current);
      current = '';
    }
    current += part;
  }
  lines.push(current);
  return lines;
}

function cut(word: string, limit: number): string[] {
  if (displayWidth(word) <= limit) return [word];
  const pieces: string[] = [];
  let piece = '';
  let columns = 0;
  for (const character of word) {
    const width = characterWidth(character);
    if (columns + width > limit && piece !== '') {
      pieces.push(piece);
      piece = '';
      columns = 0;
    }
    piece += character;
    columns += width;
  }
  pieces.push(piece);
  return pieces;
}
