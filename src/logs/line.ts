/** How much of a line is looked at to understand it. Lines of a megabyte are kept, not parsed to their end. */
const LOOKED_AT = 4096;

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours are control sequences.
const COLOURS = /\u001b\[[0-9;?]{0,32}[ -/]{0,4}[@-~]/g;

/** A line as its author meant it: without colours, and no longer than what is worth parsing. */
export function legible(line: string): string {
  const head = line.length > LOOKED_AT ? line.slice(0, LOOKED_AT) : line;
  return head.includes('\u001b') ? head.replace(COLOURS, '') : head;
}

/** The lines of a message, whichever line ends it uses; a trailing line end makes no further line. */
export function linesOf(message: string): string[] {
  if (!/[\r\n]/.test(message)) return [message];
  const lines = message.split(/\r\n|\n|\r/);
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}

/** Whether a line looks like the beginning of a log line of its own: a level, a time, or JSON. */
export function looksLikeLogLine(line: string): boolean {
  return /^(?:\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\b|\[?\d{4}[-/]\d{2}[-/]\d{2}[T ]|\{")/.test(
    line,
  );
}
