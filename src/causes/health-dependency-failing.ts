import {dataIs, defineCause} from '../engine/cause.js';
import {AGAINST_ANSWERS, beside, GOOD_ANSWER} from '../engine/health-links.js';
import {improve, readLogs} from '../engine/steps.js';

/** As much of an error as a step quotes; the whole stands among the reasons. */
const QUOTED = 160;

export const healthDependencyFailing = defineCause({
  id: 'health-dependency-failing',
  title: 'The health check path answers with a server error (5xx)',
  phases: ['health'],
  supports: [
    {rule: 'health-path-answered', strength: 'direct', when: dataIs('class', 'failing')},
    beside('error-near-health-answer', 'failing'),
  ],
  refutes: [GOOD_ANSWER],
  against: AGAINST_ANSWERS,
  needs: ['events', 'app-records'],
  fix: (findings, facts) => {
    const error = findings.find(({rule}) => rule === 'error-near-health-answer')?.data?.['error'];
    const words = String(error ?? '');
    return [
      readLogs(facts),
      ...(error === undefined
        ? []
        : [
            improve(
              `Mend what the application logged beside the answer: ${words.slice(0, QUOTED)}${words.length > QUOTED ? '…' : ''}`,
              'short-term',
            ),
          ]),
      improve(
        'If it is a dependency that fails: let the health path say that the process lives, without asking dependencies; keep those for readiness',
        'short-term',
      ),
    ];
  },
});
