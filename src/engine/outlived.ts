import type {AppRecord} from '../logs/model.js';
import {isConsequence} from './app-log.js';

/**
 * Records of errors after which their stream went on: a replica that is not there, an optional module, a hook that was
 * skipped. What the application ended of is none of them.
 *
 * An error is outlived where its own line or one of the two next ones says so, where ordinary start-up follows it, or
 * where the stream ends of another error that shares no word with it. What a process manager or the runtime says of an
 * end is neither. What follows within {@link AT_ONCE} may have been buffered, and decides nothing but by its words.
 */
export function outlivedRecords(records: readonly AppRecord[]): ReadonlySet<AppRecord> {
  const outlived = new Set<AppRecord>();
  for (const stream of streamsOf(records)) {
    let progress = Number.NEGATIVE_INFINITY;
    let end: {readonly timestamp: number; readonly words: ReadonlySet<string>} | undefined;
    for (let at = stream.length - 1; at >= 0; at--) {
      const record = stream[at] as AppRecord;
      // By these rules know how far the start came.
      if (record.listen !== undefined || record.access !== undefined) continue;
      if (isProgress(record)) progress = Math.max(progress, record.timestamp);
      if (goesOn(record) || stream.slice(at + 1, at + 3).some(saysItGoesOn)) outlived.add(record);
      else if (record.traceback === undefined && progress > record.timestamp + AT_ONCE) outlived.add(record);
      else if (end !== undefined && end.timestamp > record.timestamp + AT_ONCE && !sharesWord(record, end.words)) {
        outlived.add(record);
      }
      if (end === undefined && saysAnError(record) && !isAftermath(record) && !outlived.has(record)) {
        end = {timestamp: record.timestamp, words: wordsOf(record)};
      }
    }
  }
  return outlived;
}

/** Milliseconds in which output that was buffered until the exit still arrives. */
const AT_ONCE = 300;

/** Said of what the start goes on without. */
const GOES_ON =
  /\b(?:disabled|disabling|skip(?:ped|ping)|using (?:the )?defaults?|default(?:s|ing)? to|optional|fall(?:s|ing|en)? ?back|ignor(?:ed|ing)|continuing|(?:running|starting|proceeding|going on) without|will not be|not be (?:sent|reported|available)|will be created|turned off|not (?:fatal|critical)|non-fatal)\b/i;

/** A server that comes up. */
const PROGRESS =
  /\b(?:connected|ready|load(?:ed|ing)|start(?:ed|ing)|initiali[sz](?:ed|ing)|listening|registered|mapped|mounted|compiled|succe(?:ss|eded|ssfully)|enabled|applied|up and running)\b/i;

/** What a runtime, a shell or a process manager says of an end, or of what caused it. */
const AFTERMATH =
  /\bexit(?:ed|ing|s)?\b|\bterminat|\bshut(?:ting)? ?down|\babort|\bstopp(?:ed|ing)\b|\bkilled\b|\bELIFECYCLE\b|\bnpm (?:ERR!|error)|\b(?:command|run|startup|start-up|boot|bootstrap) failed\b|\bfailed to (?:boot|start|launch|load|initiali[sz]e)\b|\b(?:could|can) ?not (?:start|boot|run)|\bunable to (?:start|boot|run)\b|\bFAILED TO START\b|\bg(?:ave|iving) up\b|\bunhandled\b|\buncaught\b|\berrno\b|\bfor (?:more|details)\b|\bsignal\b|\brestart|\bretry|\bworker\b|\bgoroutine\b/i;

/** Whether a line says of itself that the start goes on without what it speaks of. */
export function goesOn({text, traceback}: AppRecord): boolean {
  // Code that is quoted in a trace says nothing.
  return traceback === undefined && GOES_ON.test(text);
}

/** A remark of its own: another error may use the same words of something else. */
function saysItGoesOn(record: AppRecord): boolean {
  return goesOn(record) && !saysAnError(record);
}

function isProgress(record: AppRecord): boolean {
  return !saysAnError(record) && record.level !== 'warning' && PROGRESS.test(record.text) && !isAftermath(record);
}

/** An error by its level, its trace or its first words. */
export function saysAnError({traceback, level, text}: AppRecord): boolean {
  if (traceback !== undefined || level === 'error' || level === 'fatal') return true;
  return (
    level === undefined &&
    /^\W{0,3}(?:\S+ ){0,2}\W?(?:fatal|panic|critical|error|ERR!|emerg|alert)(?![\w-])/i.test(text)
  );
}

/** What a runtime or a process manager says of an end, or what was said of its cause. */
export function isAftermath(record: AppRecord): boolean {
  return record.traceback === undefined ? AFTERMATH.test(record.text) : isConsequence(record);
}

/** Whether a record speaks of the same thing: a word that is not said of every error stands in both. */
function sharesWord(record: AppRecord, words: ReadonlySet<string>): boolean {
  return [...wordsOf(record)].some((word) => words.has(word));
}

function wordsOf({text, traceback}: AppRecord): Set<string> {
  const said = traceback?.message === undefined ? text : `${traceback.type ?? ''} ${traceback.message}`;
  const words =
    said
      .slice(0, LOOKED_AT)
      .toLowerCase()
      .match(/[a-z_][a-z0-9_]{3,}/g) ?? [];
  return new Set(words.filter((word) => !COMMON.has(word)));
}

/** Characters of a record whose words are compared. */
const LOOKED_AT = 1000;

const COMMON: ReadonlySet<string> = new Set(
  'fatal error errors failed failure could cannot with from this that have been while when which start starting server service application main init level message time file line module exception'.split(
    ' ',
  ),
);

function streamsOf(records: readonly AppRecord[]): Iterable<readonly AppRecord[]> {
  const streams = new Map<string, AppRecord[]>();
  for (const record of records) {
    const stream = streams.get(record.stream);
    if (stream) stream.push(record);
    else streams.set(record.stream, [record]);
  }
  return streams.values();
}
