/** GitHub-flavoured Markdown that keeps sanitised text as text, and stays readable where nobody renders it. */

/** Prose in one line. An underscore inside a word is none of Markdown's, so that REDIS_URL stays REDIS_URL. */
export function prose(text: string): string {
  return oneLine(text)
    .replace(/[\\`*[\]|~$]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/^([#+=>-])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/@(?=\w)|#(?=\d)|:(?=\/\/)|\bwww(?=\.)/g, '$&<!-- -->');
}

/** A code span that no backtick inside it can end. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === '') return '(empty)';
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = /^`|`$/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A code span inside a table, where a bar would end the cell. */
export function cellCode(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

/** A fenced block that no line inside it can end. */
export function fenced(text: string, language: 'sh' | 'text', indent = ''): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}${language}`, ...text.split('\n'), fence].map((line) => `${indent}${line}`.trimEnd());
}

export function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
