import {dataIs, defineCause} from '../engine/cause.js';
import {configure, improve} from '../engine/steps.js';

export const wrongPort = defineCause({
  id: 'wrong-port',
  title: 'The application listens on another port than the one checked',
  phases: ['listen', 'health'],
  supports: [
    {rule: 'listen-port-differs', strength: 'direct'},
    {rule: 'command-port-differs', strength: 'indirect'},
    {rule: 'announced-port-differs', strength: 'indirect'},
    {rule: 'exposed-port-differs', strength: 'correlated'},
    {rule: 'health-check-failed', strength: 'indirect', with: 'command-port-differs'},
    {
      rule: 'health-check-failed',
      strength: 'indirect',
      with: 'announced-port-differs',
      unless: 'command-port-differs',
    },
  ],
  refutes: [
    {rule: 'listens-as-checked'},
    {rule: 'health-path-answered', unless: 'listen-port-differs'},
    {rule: 'exit-code', unless: 'listen-port-differs'},
  ],
  // Where another program runs than the image's, its port is a consequence.
  against: [{rule: 'command-port-matches'}, {rule: 'other-program-runs', when: dataIs('seen', true)}],
  needs: ['events', 'app-records', 'service'],
  fix: (findings, facts) => {
    const port = String(
      findings.find((finding) => finding.data?.['listens'])?.data?.['listens'] ??
        findings.find((finding) => finding.data?.['named'])?.data?.['named'] ??
        'PORT',
    );
    return [
      configure(`Set the service's port to the one the application listens on (${port})`, 'Port', `= "${port}"`, facts),
      improve('Or let the application listen on $PORT, which App Runner sets', 'short-term'),
    ];
  },
});
