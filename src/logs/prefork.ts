import type {AppRecord} from './model.js';

/** Servers whose parent opens the socket, and says so, before a worker has loaded the application. */
const PREFORK = new Set(['gunicorn', 'unicorn']);
const WORKER_FAILED =
  /Exception in worker process|Worker failed to boot|WORKER TIMEOUT|Reason: Worker failed|Shutting down: Master|reaped .* worker=/;

/**
 * Takes the listen line back from a parent whose workers never came to serve: a traceback or the parent's own
 * complaint follows it in the stream, and no request was answered in between. To everybody behind, such an instance
 * died at its start.
 */
export function withoutIdleParents(records: readonly AppRecord[]): readonly AppRecord[] {
  return records.map((record, index) => {
    if (!PREFORK.has(record.listen?.server ?? '') || !failsNext(records, index)) return record;
    const {listen: _listen, ...rest} = record;
    return rest;
  });
}

function failsNext(records: readonly AppRecord[], index: number): boolean {
  const stream = records[index]?.stream;
  for (const later of records.slice(index + 1)) {
    if (later.stream !== stream) continue;
    if (later.access !== undefined) return false;
    if (later.traceback !== undefined || WORKER_FAILED.test(later.text)) return true;
  }
  return false;
}
