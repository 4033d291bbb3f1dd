import {beforeListening, finalTracebacks} from '../engine/app-log.js';
import {ownExits} from '../engine/exits.js';
import {isAftermath, saysAnError} from '../engine/outlived.js';
import {known} from '../engine/phases.js';
import {atRecord, excerpt} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import type {AppRecord} from '../logs/model.js';

/** What the application said last before it ended, whatever it is: quoted, so that no error stays unseen. */
export const finalError = defineRule({
  id: 'final-error',
  title: 'The error with which the application ended',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  mayLack: ['events'],
  check({'app-records': records, events}) {
    const trace = finalTracebacks(records).at(-1);
    if (trace !== undefined && !listensAfter(records, trace)) return [quoted(trace)];
    const exit = ownExits(known(events) ?? []).at(-1);
    if (exit === undefined) return [];
    const last = lastWords(records.filter(({timestamp}) => timestamp <= exit.timestamp + LATE));
    return last === undefined || listensAfter(records, last) ? [] : [quoted(last)];
  },
  message: ({error, line}) =>
    line ? `The last line before the exit: ${line}` : `The last error before the end: ${error}`,
});

/** Milliseconds by which a line may be stamped later than the exit that it speaks of. */
const LATE = 5_000;

/** The last error of all, rather not what a process manager says of it; where there is none, the last line. */
function lastWords(records: readonly AppRecord[]): AppRecord | undefined {
  const before = beforeListening(records).filter(({text}) => text.trim() !== '');
  const errors = before.filter(saysAnError);
  const own = (record: AppRecord) => !isAftermath(record);
  return errors.findLast(own) ?? errors.at(0) ?? before.findLast(own) ?? before.at(-1);
}

function listensAfter(records: readonly AppRecord[], {timestamp}: AppRecord): boolean {
  return records.some((record) => record.listen !== undefined && record.timestamp > timestamp);
}

function quoted(record: AppRecord) {
  const at = [atRecord(record)];
  if (record.traceback === undefined) {
    const line = excerpt(record.text.trim().split('\n')[0] ?? '');
    return saysAnError(record) ? {data: {error: line}, at} : {severity: 'info' as const, data: {line}, at};
  }
  const error = [record.traceback.type, record.traceback.message].filter((part) => part !== undefined).join(': ');
  return {data: {error: excerpt(error), loading: isLoading(record)}, at};
}

/** Whether the error was raised while a module's own lines ran, in none of its functions. */
function isLoading({traceback}: AppRecord): boolean {
  return /^(?:<module>|Object\.<anonymous>|<top \(required\)>)$/.test(traceback?.frame?.name ?? '');
}
