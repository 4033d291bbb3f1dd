/** What a shell takes as it stands. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** What a terminal would act on or hide: it is shown escaped, and must then still be the same word. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]|\u034F|\u17B4|\u17B5|\p{Variation_Selector}/u;

/**
 * One word for a shell to take as it stands: nothing in it is expanded. POSIX, but for words with characters that cannot
 * be printed: those are written as bash, zsh and ksh read them ($'a\nb').
 */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  if (!UNPRINTABLE.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = [...word].map((character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    return UNPRINTABLE.test(character) ? escapedBytes(character) : character;
  });
  return `$'${escaped.join('')}'`;
}

function escapedBytes(character: string): string {
  const named: {readonly [character: string]: string} = {'\n': '\\n', '\r': '\\r', '\t': '\\t'};
  const bytes = new TextEncoder().encode(character);
  return named[character] ?? [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
