import {firstMatch, withoutMild} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import type {AppRecord} from '../logs/model.js';

const PLAIN =
  /\bOutOfMemory(?:Error|Exception)\b|JavaScript heap out of memory|Reached heap limit|\bMemoryError\b|Cannot allocate memory|\bOOM[- ]?[Kk]ill|fatal error: runtime: out of memory/;

/** Limits that a runtime sets itself. An instance with more memory may run into the same. */
const LIMITS: readonly (readonly [limit: string, words: RegExp])[] = [
  ['metaspace', /OutOfMemoryError: (?:Metaspace|Compressed class space|PermGen)/],
  ['java-heap', /OutOfMemoryError: (?:Java heap space|GC overhead limit exceeded)/],
  ['node-heap', /JavaScript heap out of memory|Reached heap limit/],
];
const NAMES: {readonly [limit: string]: string} = {
  metaspace: "the JVM's Metaspace",
  'java-heap': "the JVM's heap",
  'node-heap': "V8's heap",
};

export const outOfMemoryLine = defineRule({
  id: 'out-of-memory-line',
  title: 'The application ran out of memory',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  check({'app-records': records}) {
    const hits = withoutMild(records).filter((record) => PLAIN.test(record.text));
    const plain = firstMatch(hits, PLAIN);
    if (plain !== undefined) {
      const limit = LIMITS.find(([, words]) => hits.some(({text}) => words.test(text)));
      return [
        {
          data: {count: hits.length, ...(limit && {limit: limit[0]})},
          at: [atRecord(plain.record, plain.line)],
        },
      ];
    }
    const hit = killedWorker(records);
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: ({limit}) =>
    limit === undefined
      ? 'The application log says that memory ran out'
      : `The application log says that memory ran out: ${NAMES[String(limit)]} is full, which has a limit of its own below the instance's`,
});

/**
 * gunicorn guesses at memory whenever a worker dies of SIGKILL. It sends that signal itself, to a worker that it found
 * too slow and to those that outstay a stop: then the guess is wrong.
 */
function killedWorker(records: readonly AppRecord[]): ReturnType<typeof firstMatch> {
  const slow = new Set<string>();
  const stopping = new Set<string>();
  for (const record of records) {
    for (const line of record.text.split('\n')) {
      const timeout = /WORKER TIMEOUT \(pid:\s*(\d+)\)/.exec(line)?.[1];
      if (timeout !== undefined) slow.add(`${record.stream} ${timeout}`);
      if (/\bHandling signal: (?:term|int|quit)\b/.test(line)) stopping.add(record.stream);
      const killed = /Worker \(pid:\s*(\d+)\) was sent SIGKILL! Perhaps out of memory/.exec(line);
      if (killed === null || stopping.has(record.stream) || slow.has(`${record.stream} ${killed[1]}`)) continue;
      return {record, line: line.trim(), match: killed};
    }
  }
  return undefined;
}
