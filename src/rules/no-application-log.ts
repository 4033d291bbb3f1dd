import type {UnattributedStream} from '../engine/own-streams.js';
import {defineRule} from '../engine/rule.js';

/** Application lines trail a failure by a minute or two. Seconds. */
const LATE = 120;

function isJustAfter({side, seconds}: UnattributedStream): boolean {
  return side === 'after' && seconds <= LATE;
}

/** A fact only when we could look: a denied look is a gap, and says nothing. */
export const noApplicationLog = defineRule({
  id: 'no-application-log',
  title: 'The deployment left no application log',
  phase: 'start',
  severity: 'warning',
  needs: ['events', 'examination'],
  mayLack: ['application-log', 'attribution'],
  check({events, examination, 'application-log': log, attribution}) {
    if (examination.operation === undefined || examination.state === 'succeeded') return [];
    if (log.status === 'absent') {
      return [{data: {group: false, olderStreams: 0}, at: [{evidence: 'application-log', excerpt: log.why}]}];
    }
    if (log.status !== 'collected' || log.value.events.length > 0) return [];
    // A container that logs late may have written one of these streams.
    if (attribution.status === 'collected' && attribution.value.others.some(isJustAfter)) return [];
    // Nothing was started yet, so nothing can be missing.
    if (
      !events.some((e) =>
        ['provisioning', 'exit', 'health-check-failed', 'deploy-failed', 'deployment'].includes(e.kind),
      )
    )
      return [];
    const {olderStreams, streams} = log.value;
    return [
      {
        data: {group: true, olderStreams, streams: streams.length},
        at: [
          {
            evidence: 'application-log',
            path: 'streams',
            excerpt: `no line from an instance of this deployment (${olderStreams} older stream(s))`,
          },
        ],
      },
    ];
  },
  message: ({group}) =>
    group
      ? 'No instance of this deployment wrote to the application log, though the log group was readable'
      : 'The application log group does not exist: nothing was ever written to it',
});
