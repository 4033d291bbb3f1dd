import {atEvent} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

export const buildFailed = defineRule({
  id: 'build-failed',
  title: 'The source code could not be built',
  phase: 'source',
  severity: 'error',
  needs: ['events'],
  check({events}) {
    const failed =
      events.find((e) => e.kind === 'build-failed') ??
      events.find((e) => e.kind === 'deploy-failed' && e.what === 'source code');
    if (failed === undefined) return [];
    return [{data: {reason: (failed.kind === 'build-failed' && failed.reason) || null}, at: [atEvent(failed)]}];
  },
  message: ({reason}) => `App Runner could not build the source code${reason ? `: ${reason}` : ''}`,
});
