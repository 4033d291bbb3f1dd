import {dataIs, defineCause} from '../engine/cause.js';
import {improve, runLocally} from '../engine/steps.js';

export const boundToLocalhost = defineCause({
  id: 'bound-to-localhost',
  title: 'The application listens on one address only',
  phases: ['listen', 'health'],
  supports: [
    {rule: 'listens-on-localhost', strength: 'direct', when: dataIs('certain', true)},
    // "Server running at http://localhost:3000" is what its author wrote, whatever is bound: never enough.
    {rule: 'listens-on-localhost', strength: 'indirect', when: dataIs('certain', false)},
    {rule: 'address-not-available', strength: 'direct'},
  ],
  refutes: [{rule: 'listens-as-checked'}, {rule: 'health-path-answered'}],
  // Then it is the wrong program that binds so.
  against: [{rule: 'other-program-runs', when: dataIs('seen', true)}],
  needs: ['events', 'app-records'],
  fix: (_findings, facts) => [
    runLocally(facts),
    improve(
      'Bind to 0.0.0.0 (uvicorn --host 0.0.0.0; Next.js standalone: `HOSTNAME=0.0.0.0 node server.js` in the command, because App Runner sets HOSTNAME)',
      'short-term',
    ),
  ],
});
