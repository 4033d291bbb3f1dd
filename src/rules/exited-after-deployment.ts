import {ownExits} from '../engine/exits.js';
import {atEvent, iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** Milliseconds: an older exit says nothing of how the service is now. */
const RECENT = 24 * 3_600_000;
/** It names no cause: hours after a deployment an instance ends for reasons that no line here tells. */
export const exitedAfterDeployment = defineRule({
  id: 'exited-after-deployment',
  title: 'The container exited after its deployment had succeeded',
  phase: 'serve',
  severity: 'warning',
  needs: ['later-events', 'examination'],
  check({'later-events': events, examination: {aftermath}}) {
    const exits = ownExits(events);
    const last = exits.at(-1);
    if (last === undefined || aftermath === undefined) return [];
    const recent = aftermath.to - last.timestamp <= RECENT;
    const data = {exitCode: last.exitCode, count: exits.length, last: iso(last.timestamp), recent};
    return [{data, at: exits.slice(-3).reverse().map(atEvent)}];
  },
  message({exitCode, count, last}) {
    const often =
      count === 1
        ? `exit with code ${exitCode} at ${last}`
        : `exit ${count} times, last with code ${exitCode} at ${last}`;
    return `After the deployment had succeeded, App Runner saw the container ${often}`;
  },
});
