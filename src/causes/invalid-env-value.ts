import {dataIs, defineCause, exitCodeIs} from '../engine/cause.js';
import {improve, readLogs, setVariables} from '../engine/steps.js';

export const invalidEnvValue = defineCause({
  id: 'invalid-env-value',
  title: 'A variable holds a value that cannot be used',
  phases: ['start'],
  supports: [
    {rule: 'invalid-value-error', strength: 'direct'},
    {
      rule: 'unparsable-setting',
      strength: 'direct',
      when: dataIs('ranWith', 'the same'),
      with: {rule: 'exit-code', when: exitCodeIs(1)},
    },
    {rule: 'unparsable-setting', strength: 'indirect', when: dataIs('ranWith', 'the same'), unless: 'exit-code'},
    // Not known to be what the deployment ran with; and known not to be.
    {rule: 'unparsable-setting', strength: 'indirect', when: dataIs('ranWith', 'unknown')},
    {
      rule: 'exit-code',
      strength: 'indirect',
      when: exitCodeIs(1),
      with: {rule: 'unparsable-setting', when: dataIs('ranWith', 'unknown')},
    },
    {rule: 'unparsable-setting', strength: 'correlated', when: dataIs('ranWith', 'others')},
    {rule: 'suspicious-value', strength: 'correlated'},
    {rule: 'exit-code', strength: 'indirect', when: exitCodeIs(1), with: 'suspicious-value', unless: 'application-ran'},
  ],
  refutes: [{rule: 'image-not-amd64'}],
  needs: ['events', 'app-records', 'service'],
  fix(findings, facts) {
    const names = findings.flatMap((finding) =>
      typeof finding.data?.['variable'] === 'string' ? [finding.data['variable']] : [],
    );
    return [
      ...(names.length > 0 ? [setVariables([...new Set(names)], facts)] : [readLogs(facts)]),
      improve('Check values by form (URL, number, key length, no quotes) before each deployment', 'short-term'),
    ];
  },
});
