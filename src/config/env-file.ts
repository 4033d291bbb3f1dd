import {usageError} from '../errors.js';

const LINE = /^\s*(?:export\s+)?([^\s=#"']+)\s*=(.*)$/s;

/**
 * Variables of an env file: `NAME=value` lines, `#` comments, an `export` before the name, quotes around a value.
 *
 * An unquoted value is taken as it stands but for surrounding space and a comment that white space introduces; a `#`
 * inside a value (passwords have them) is part of it. Double quotes know `\n`, `\r`, `\t`, `\"` and `\\`, and may
 * span lines; single quotes know nothing. After the closing quote only a comment may stand: programs differ over what
 * `"{"a": 1}"` means, so that no answer about it would hold for the one that reads it. A name without `=` is taken as
 * unset, as docker does when the caller's environment lacks it. The last of several lines counts.
 *
 * @param name of the file, for the error
 * @throws DiagError (exit 2) that names the line, never its value
 */
export function parseEnvFile(text: string, name: string): {readonly [variable: string]: string} {
  // UTF-16, which PowerShell's > writes: no name in it would be any that is looked for.
  if (text.includes('\0')) throw usageError(`${name} is no text in UTF-8.`, ['Save it as UTF-8.']);
  const values = new Map<string, string>();
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (/^\s*(#|$)/.test(line) || /^\s*[A-Za-z_][\w.-]*\s*$/.test(line)) continue;
    const match = LINE.exec(line);
    if (match === null) {
      throw usageError(`${name}:${index + 1}: this line is no NAME=value.`, [
        'Write NAME=value, one a line; # begins a comment.',
      ]);
    }
    const [, variable = '', rest = ''] = match;
    const quote = /^\s*(["'])/.exec(rest)?.[1];
    if (quote === undefined) {
      values.set(variable, rest.replace(/\s#.*$/, '').trim());
      continue;
    }
    let quoted = rest.trimStart().slice(1);
    const begun = index;
    while (closing(quoted, quote) === -1) {
      index += 1;
      const next = lines[index];
      if (next === undefined) {
        throw usageError(`${name}:${begun + 1}: the quote after ${variable}= is never closed.`, [
          `Close it with ${quote}, or leave the quotes out.`,
        ]);
      }
      quoted += `\n${next}`;
    }
    const end = closing(quoted, quote);
    if (!/^\s*(#.*)?$/.test(quoted.slice(end + 1))) {
      throw usageError(`${name}:${index + 1}: something stands after the closing quote of ${variable}.`, [
        `Within the quotes ${quote === '"' ? 'write \\" for "' : "there can be no '"}, or leave the outer ones out.`,
      ]);
    }
    const inner = quoted.slice(0, end);
    values.set(variable, quote === '"' ? unescaped(inner) : inner);
  }
  return Object.fromEntries(values);
}

function closing(text: string, quote: string): number {
  for (let index = 0; index < text.length; index += 1) {
    if (quote === '"' && text[index] === '\\') index += 1;
    else if (text[index] === quote) return index;
  }
  return -1;
}

const ESCAPES: {readonly [letter: string]: string} = {n: '\n', r: '\r', t: '\t'};

function unescaped(text: string): string {
  return text.replace(/\\([nrt"\\$`])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}

/** One `--set NAME=value`. */
export function parseAssignment(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at <= 0)
    throw usageError('--set wants NAME=value.', [
      'For an empty value write NAME= ; to remove a variable use --unset NAME.',
    ]);
  return [text.slice(0, at), text.slice(at + 1)];
}
