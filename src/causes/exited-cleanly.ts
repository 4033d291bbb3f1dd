import {defineCause, exitCodeIs} from '../engine/cause.js';
import {improve, runLocally} from '../engine/steps.js';

export const exitedCleanly = defineCause({
  id: 'exited-cleanly',
  title: 'The command finished instead of serving',
  phases: ['start', 'serve'],
  supports: [{rule: 'exit-code', strength: 'direct', when: exitCodeIs(0)}],
  refutes: [],
  needs: ['events'],
  fix: (_findings, facts) => [
    runLocally(facts),
    improve(
      'Keep the server in the foreground as the last command (`exec server …`), without a daemon flag',
      'short-term',
    ),
  ],
});
