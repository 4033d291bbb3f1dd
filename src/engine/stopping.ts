import type {AppRecord} from '../logs/model.js';

/** What a program says that is told to stop; not what it says when it prepares for that. */
const STOPPING = /\bSIGTERM\b|\bsignal(?: is)?:? (?:15|term(?:inated)?)\b|\bshutting down\b/i;
const PREPARING = /\bhandlers?\b|\bregister|\binstall|\bwill\b|\bwhen\b|\blisten(?:ing|er)? for\b/i;

/** Whether a record says that the program is being stopped. */
export function saysItStops(record: AppRecord): boolean {
  return record.text.split('\n').some((line) => STOPPING.test(line) && !PREPARING.test(line));
}

/** Records of each stream up to the one with which its program says that it is being stopped. */
export function beforeStopping(records: readonly AppRecord[]): AppRecord[] {
  const stopping = new Set<string>();
  return records.filter((record) => {
    if (saysItStops(record)) stopping.add(record.stream);
    return !stopping.has(record.stream);
  });
}
