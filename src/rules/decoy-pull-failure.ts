import {atEvent} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import {pullReason} from './pull-failed.js';

/** The rollback prints a pull error after the very same deployment had pulled well. Independent reports agree. */
export const decoyPullFailure = defineRule({
  id: 'decoy-pull-failure',
  title: 'A pull error after a good pull: printed by the rollback, not the cause',
  phase: 'pull',
  severity: 'info',
  needs: ['events'],
  check({events}) {
    const pulled = events.findIndex((event) => event.kind === 'pull-ok');
    const ok = events[pulled];
    if (ok === undefined) return [];
    const decoy = events.slice(pulled).find((event) => pullReason(event) !== undefined);
    if (decoy === undefined) return [];
    return [{data: {reason: pullReason(decoy) ?? 'other'}, at: [ok, decoy].map(atEvent)}];
  },
  message: () =>
    'The pull error comes after a successful pull of the same deployment: the rollback prints it, the first error in time order counts',
});
