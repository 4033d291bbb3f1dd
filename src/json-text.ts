import {escapeJson} from './terminal/sanitize.js';

/** A document for stdout: two spaces, a line feed at the end, nothing in it that could act on a screen. */
export function jsonText(document: object): string {
  return `${escapeJson(JSON.stringify(document, null, 2))}\n`;
}
