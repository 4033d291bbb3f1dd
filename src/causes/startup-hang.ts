import {dataIs, defineCause} from '../engine/cause.js';
import {improve, read, region, runLocally, serviceName} from '../engine/steps.js';

export const startupHang = defineCause({
  id: 'startup-hang',
  title: 'The start-up blocks and the server never listens',
  phases: ['start', 'listen'],
  supports: [
    {rule: 'start-stopped-midway', strength: 'direct', when: dataIs('sign', true)},
    {rule: 'start-stopped-midway', strength: 'indirect', when: dataIs('sign', false)},
    {rule: 'worker-timeout-line', strength: 'direct'},
  ],
  refutes: [{rule: 'exit-code', unless: 'worker-timeout-line'}, {rule: 'late-listen'}],
  needs: ['events', 'app-records'],
  fix: (_findings, facts) => [
    runLocally(facts),
    read('The last line names the step that blocks: look at what comes next in the code, and whether it calls out'),
    improve('Give every outbound call of the start a time-out', 'short-term'),
  ],
  separate: (facts) =>
    read(
      'Show the start-up ladder per instance: the last rung is where it hangs',
      `nerava-diag logs ${serviceName(facts)} --region ${region(facts)} --startup --deployment latest`,
    ),
});
