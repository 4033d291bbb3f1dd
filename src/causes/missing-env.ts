import {dataIs, defineCause, endedIt, exitCodeIs} from '../engine/cause.js';
import type {Finding} from '../engine/rule.js';
import {improve, readLogs, setVariables} from '../engine/steps.js';

export const missingEnv = defineCause({
  id: 'missing-env',
  title: 'A required variable is not set',
  phases: ['start'],
  supports: [
    // Where validation ended the process, the variable that it names is one of its reasons.
    {rule: 'missing-variable-error', strength: 'direct', when: isOfEnvironment, unless: 'validation-line'},
    {rule: 'missing-variable-error', strength: 'indirect', when: isOfEnvironment, with: 'validation-line'},
    {rule: 'missing-variable-error', strength: 'correlated', when: dataIs('lookup', 'unknown')},
    {rule: 'missing-variable-error', strength: 'correlated', when: dataIs('survived', true)},
    {rule: 'exit-code', strength: 'indirect', when: exitCodeIs(1), unless: 'application-ran'},
  ],
  refutes: [{rule: 'image-not-amd64'}],
  // A process that was killed did not end by itself.
  against: [{rule: 'map-looks-partial'}, {rule: 'exit-code', when: exitCodeIs(137, 139, 134)}],
  needs: ['events', 'app-records', 'service'],
  fix(findings, facts) {
    const names = findings.flatMap((finding) =>
      typeof finding.data?.['variable'] === 'string' ? [finding.data['variable']] : [],
    );
    return [
      ...(names.length > 0 ? [setVariables([...new Set(names)], facts)] : [readLogs(facts)]),
      ...(findings.some(dataIs('unseen', 'supplied'))
        ? [
            improve(
              'Add what the failed update brought besides: the command starts from the map that was kept, and AWS does not show the other one',
              'short-term',
            ),
          ]
        : []),
      improve(
        'Declare the required variables in a start-up contract and check it before each deployment',
        'short-term',
      ),
    ];
  },
});

/** Ended of it, and no key of another dictionary. */
function isOfEnvironment(finding: Finding): boolean {
  return endedIt(finding) && finding.data?.['lookup'] === undefined;
}
