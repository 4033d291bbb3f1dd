import {dataIs, defineCause} from '../engine/cause.js';
import {improve, read, region, runLocally, serviceName} from '../engine/steps.js';

const isUnfinished = dataIs('sign', true);

export const startupHang = defineCause({
  id: 'startup-hang',
  title: 'The start-up blocks and the server never listens',
  phases: ['start', 'listen'],
  supports: [
    // Silence names no mechanism: many a server says nothing when it listens.
    {rule: 'start-stopped-midway', strength: 'indirect'},
    {rule: 'health-check-failed', strength: 'indirect', with: {rule: 'start-stopped-midway', when: isUnfinished}},
    {rule: 'worker-timeout-line', strength: 'direct'},
  ],
  refutes: [{rule: 'exit-code', unless: 'worker-timeout-line'}, {rule: 'late-listen'}],
  needs: ['events', 'app-records'],
  fix: (findings, facts) => [
    runLocally(facts),
    read(
      findings.some(isUnfinished)
        ? 'The last line names the step that blocks: look at what comes next in the code, and whether it calls out'
        : 'See whether it listens there, and on which port: a server that says nothing when it listens leaves the same log',
    ),
    improve('Give every outbound call of the start a time-out', 'short-term'),
  ],
  separate: (facts) =>
    read(
      'Show the start-up ladder per instance: the last rung is where it hangs',
      `nerava-diag logs ${serviceName(facts)} --region ${region(facts)} --startup --deployment latest`,
    ),
});
