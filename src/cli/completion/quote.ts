/** One word of bash or zsh, whatever stands in it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** One word of fish: within its single quotes a backslash escapes. */
export function quoteFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/**
 * An expression of PowerShell that gives the text, in printable ASCII: a straight quote is doubled, and whatever lies
 * beyond, typographic quotes (which would end the string too) among it, is given by number, each UTF-16 unit its own.
 */
export function quotePowerShell(text: string): string {
  const parts = text
    .split(/([^\x20-\x7e])/)
    .map((part, i) => (i % 2 === 1 ? `[char]0x${part.charCodeAt(0).toString(16)}` : `'${part.replaceAll("'", "''")}'`));
  return parts.length === 1 ? `${parts[0]}` : `(${parts.join(' + ')})`;
}
