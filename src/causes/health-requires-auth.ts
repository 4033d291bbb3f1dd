import {dataIs, defineCause} from '../engine/cause.js';
import {AGAINST_ANSWERS, beside, GOOD_ANSWER} from '../engine/health-links.js';
import {change, changeHealthCheck, healthCheckNow, improve, readLogs, thenDeploy} from '../engine/steps.js';

/** 401, or 403 beside a line that speaks of credentials. */
const missesCredentials = dataIs('credentials', true);
const isUnexplained = dataIs('credentials', false);

export const healthRequiresAuth = defineCause({
  id: 'health-requires-auth',
  title: 'The health check path answers 401 or 403',
  phases: ['health'],
  supports: [
    {rule: 'health-path-answered', strength: 'direct', when: missesCredentials},
    // 403 is also said of a directory without an index, of an address, of a firewall.
    {rule: 'health-path-answered', strength: 'indirect', when: isUnexplained},
    {rule: 'health-check-failed', strength: 'indirect', with: {rule: 'health-path-answered', when: isUnexplained}},
    beside('error-near-health-answer', 'auth'),
  ],
  refutes: [GOOD_ANSWER],
  against: AGAINST_ANSWERS,
  needs: ['events', 'app-records'],
  fix: (findings, facts) =>
    findings.some(missesCredentials)
      ? [
          improve(
            'Exempt the health path from authentication (the health check cannot send credentials)',
            'short-term',
          ),
          change(
            `Until then: check the TCP port only, which proves that something listens and nothing more${thenDeploy(facts)}`,
            {
              command: changeHealthCheck(facts, {protocol: 'TCP', path: undefined}),
              undo: healthCheckNow(facts),
            },
          ),
        ]
      : [
          readLogs(facts),
          improve(
            'Find what refuses the path: no line says that it was credentials. A directory without an index file, an allow list of addresses or hosts, and a firewall answer 403 too',
            'short-term',
          ),
        ],
});
