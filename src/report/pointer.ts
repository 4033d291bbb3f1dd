import type {Pointer} from '../engine/rule.js';
import {formatTime} from './format.js';
import {EVIDENCE} from './words.js';

/** How many places of one statement a person is shown; the JSON report holds all of them. */
export const SHOWN_POINTERS = 3;
const SHOWN_LINES = 14;
const SHOWN_CHARACTERS = 1200;

/** Where a statement stands, in one line: "application log, instance/0123…, 2026-11-20 02:14:31 UTC". */
export function pointerPlace(pointer: Pointer, zone: string): string {
  const place: string[] = [EVIDENCE[pointer.evidence]];
  if (pointer.stream !== undefined) place.push(shortStream(pointer.stream));
  if (pointer.time !== undefined) place.push(formatTime(pointer.time, zone));
  // The index of a log line says nothing to a reader who has its time and stream.
  if (pointer.path !== undefined && pointer.path !== '' && pointer.time === undefined) place.push(pointer.path);
  return place.join(', ');
}

/** "instance/01234567…": the stream's long id as far as it tells two apart. */
function shortStream(stream: string): string {
  return stream.replace(/([0-9a-f]{8})[0-9a-f]{24}/, '$1…');
}

/**
 * The lines of an excerpt as a person is shown them. Of a long one the beginning and, longer, the end (where a
 * traceback says what happened), with a line between them that says how much was left out.
 */
export function excerptLines(excerpt: string, ellipsis = '…'): string[] {
  const lines = excerpt
    .trimEnd()
    .split('\n')
    .map((line) => shorten(line, ellipsis));
  if (lines.length <= SHOWN_LINES) return lines;
  const head = 3;
  const tail = SHOWN_LINES - head - 1;
  return [
    ...lines.slice(0, head),
    `${ellipsis} ${lines.length - head - tail} lines left out ${ellipsis}`,
    ...lines.slice(-tail),
  ];
}

function shorten(line: string, ellipsis: string): string {
  const characters = [...line];
  if (characters.length <= SHOWN_CHARACTERS) return line;
  return `${characters.slice(0, SHOWN_CHARACTERS).join('')} ${ellipsis} ${characters.length - SHOWN_CHARACTERS} characters left out`;
}

/** The pointers shown, without repetitions, and how many more there are. */
export function shownPointers(pointers: readonly Pointer[]): {
  readonly shown: readonly Pointer[];
  readonly more: number;
} {
  const distinct = [...new Map(pointers.map((pointer) => [pointerIdentity(pointer), pointer])).values()];
  return {shown: distinct.slice(0, SHOWN_POINTERS), more: Math.max(0, distinct.length - SHOWN_POINTERS)};
}

/** The same for pointers that say the same. */
export function pointerIdentity(pointer: Pointer): string {
  return JSON.stringify([pointer.evidence, pointer.path, pointer.time, pointer.stream, pointer.excerpt]);
}
