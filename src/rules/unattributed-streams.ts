import {iso} from '../engine/pointers.js';
import {defineRule, type Pointer} from '../engine/rule.js';
import {plural} from '../plural.js';

/** Streams named in one finding at most. */
const NAMED = 5;

/** What the application log holds and cannot be told to be the failed deployment's: said, and used for nothing. */
export const unattributedStreams = defineRule({
  id: 'unattributed-streams',
  title: 'Lines of the application log cannot be attributed to the deployment',
  phase: 'start',
  severity: 'info',
  needs: ['attribution', 'examination', 'application-log'],
  check({attribution: {others, bounded}, examination, 'application-log': log}) {
    if (examination.operation === undefined || examination.state === 'succeeded') return [];
    const left = others.map(
      ({name, beganAt, side, seconds}): Pointer => ({
        evidence: 'application-log',
        path: 'streams',
        time: iso(beganAt),
        stream: name,
        excerpt:
          side === 'before'
            ? `began ${seconds} s before this deployment had instances`
            : `began ${seconds} s after the failure`,
      }),
    );
    const doubtful = bounded ? [] : log.streams.map(streamAt);
    return [
      ...(left.length === 0 ? [] : [{data: {count: left.length, bounded: true}, at: left.slice(0, NAMED)}]),
      ...(doubtful.length === 0
        ? []
        : [{data: {count: doubtful.length, bounded: false}, at: doubtful.slice(0, NAMED)}]),
    ];
  },
  message: ({count, bounded}) =>
    bounded === true
      ? `${plural(Number(count), 'stream')} of the application log began before this deployment had instances, or after it had failed: the old version may have written there, so those lines prove nothing and refute nothing`
      : `App Runner’s own lines do not show when this deployment had instances: the old version may have written to ${plural(Number(count), 'stream')} of the application log, so no cause is confirmed by those lines alone`,
});

function streamAt({name, beganAt}: {readonly name: string; readonly beganAt?: number}): Pointer {
  return {
    evidence: 'application-log',
    path: 'streams',
    stream: name,
    ...(beganAt !== undefined && {time: iso(beganAt)}),
  };
}
