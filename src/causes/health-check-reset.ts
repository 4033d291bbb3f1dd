import {defineCause} from '../engine/cause.js';
import {GOOD_ANSWER} from '../engine/health-links.js';
import {known} from '../engine/phases.js';
import {change, healthCheckNow, setHealthCheck, thenDeploy} from '../engine/steps.js';

export const healthCheckReset = defineCause({
  id: 'health-check-reset',
  title: 'The health check is not what it was',
  phases: ['health'],
  supports: [{rule: 'health-check-changed', strength: 'direct'}],
  refutes: [{rule: 'exit-code'}, GOOD_ANSWER],
  needs: ['baseline'],
  fix: (findings, facts) => [
    change(
      `Restore the health check of the baseline (${String(findings[0]?.data?.['before'] ?? '')})${thenDeploy(facts)}`,
      {
        command: setHealthCheck(facts, known(facts.baseline)?.healthCheck ?? '(as the baseline shows it)'),
        undo: healthCheckNow(facts),
      },
    ),
  ],
});
