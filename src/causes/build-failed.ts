import {defineCause} from '../engine/cause.js';
import {improve, readLogs} from '../engine/steps.js';

export const buildFailed = defineCause({
  id: 'build-failed',
  title: 'The source code could not be built',
  phases: ['source', 'pull'],
  supports: [{rule: 'build-failed', strength: 'direct'}],
  refutes: [],
  needs: ['events'],
  fix: (_findings, facts) => [
    readLogs(facts),
    improve('Build errors on stderr are not shipped: wrap the build command as `(command) 2>&1`', 'short-term'),
  ],
});
