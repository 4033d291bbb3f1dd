import {dataIs, defineCause} from '../engine/cause.js';
import {AGAINST_ANSWERS, GOOD_ANSWER} from '../engine/health-links.js';
import {improve} from '../engine/steps.js';

export const healthRedirectOrHost = defineCause({
  id: 'health-redirect-or-host',
  title: 'The health path redirects, or refuses the host',
  phases: ['health'],
  supports: [
    {rule: 'health-path-answered', strength: 'direct', when: dataIs('class', 'redirect', 'host')},
    {rule: 'host-not-allowed', strength: 'direct'},
  ],
  refutes: [GOOD_ANSWER],
  against: AGAINST_ANSWERS,
  needs: ['events', 'app-records'],
  fix: () => [
    improve(
      'Answer the health path with 200 over plain HTTP and for any Host header (the check asks the instance directly)',
      'short-term',
    ),
  ],
});
