import {dataIs, defineCause, exitCodeIs} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import type {FactSet} from '../engine/rule.js';
import {improve, read, readLogs, region, serviceName, setVariables} from '../engine/steps.js';
import type {Step} from '../engine/verdict.js';

/** Of the variables that the failed deployment ran with, as far as that is known. */
const itsOwn = dataIs('ranWith', 'the same');

/** The strict validation of a start-up contract: a deliberate end, before the server listens. */
export const startupValidation = defineCause({
  id: 'startup-validation',
  title: 'Start-up validation ended the process before the server listened',
  phases: ['start'],
  supports: [
    {rule: 'validation-line', strength: 'direct'},
    {rule: 'contract-violated', strength: 'indirect', when: dataIs('replaced', false)},
    {rule: 'contract-violated', strength: 'correlated', when: dataIs('replaced', true)},
    {rule: 'exit-code', strength: 'indirect', when: exitCodeIs(1), with: 'contract-violated'},
    {rule: 'contract-undecided', strength: 'correlated', with: 'exit-code'},
  ],
  refutes: [
    {rule: 'validation-disabled', when: itsOwn, unless: 'validation-line'},
    {rule: 'contract-satisfied', when: itsOwn, unless: 'validation-line'},
    {rule: 'import-error', unless: 'validation-line'},
    {rule: 'image-not-amd64'},
    {rule: 'exit-code', when: (finding) => !exitCodeIs(1)(finding), unless: 'validation-line'},
  ],
  against: [
    {rule: 'no-application-log'},
    {rule: 'health-check-failed'},
    {rule: 'contract-satisfied', when: itsOwn, with: 'validation-line'},
    {rule: 'contract-satisfied', when: dataIs('ranWith', 'unknown'), unless: 'validation-line'},
    {rule: 'validation-disabled', when: itsOwn, with: 'validation-line'},
    {rule: 'validation-disabled', when: dataIs('ranWith', 'unknown'), unless: 'validation-line'},
  ],
  needs: ['events', 'prediction'],
  fix(_findings, facts) {
    const applied = known(facts.prediction);
    const failing = applied?.prediction.checks.filter((check) => check.status === 'fail') ?? [];
    const names = [...new Set(failing.flatMap((check) => check.atFault ?? check.variables.slice(0, 1)))];
    return [
      ...(names.length > 0 ? [setVariables(names, facts)] : [readLogs(facts)]),
      ...leniency(facts),
      improve(
        'Run `nerava-diag validate -e FILE` in the pipeline, on the variables that the deployment will send',
        'short-term',
      ),
      improve(
        'Let validation print its reason and flush it before the process exits, and answer 503 on readiness rather than exit before listening',
        'medium-term',
      ),
      improve('Keep the required variables in infrastructure code, with the contract as a test beside it', 'long-term'),
    ];
  },
  separate: (facts) =>
    read(
      'Start the attempted image under this very environment: its first lines say whether validation ends it',
      `nerava-diag reproduce ${serviceName(facts)} --region ${region(facts)}`,
    ),
});

/** The contract's own switch, as a stopgap: it keeps the server up while the values are mended. */
function leniency(facts: FactSet): Step[] {
  const found = known(facts.prediction)?.leniency;
  if (found === undefined) return [];
  const step = setVariables([found.variable], facts, {[found.variable]: found.value});
  const text = `Stopgap, if the values are not at hand: ${found.variable}=${found.value}. The server starts degraded; take it back afterwards`;
  // Without a command the step's own words say where to set it.
  return [{...step, text: step.command === undefined ? `${text}. ${step.text}` : text}];
}
