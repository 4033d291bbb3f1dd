import type {FileConfig} from '../config/file-model.js';
import type {Overrides} from '../contract/lookup.js';
import type {Contract} from '../contract/model.js';
import {lookupEnvironment, predict} from '../contract/predict.js';
import type {Prediction} from '../contract/prediction.js';
import {deriveFacts, whichConfiguration} from '../engine/derive.js';
import {evaluate} from '../engine/evaluate.js';
import {known} from '../engine/phases.js';
import {type FactId, type FactSet, findingText, type Severity} from '../engine/rule.js';
import {checkStartup, configuredImage, imageVariablesOf} from '../engine/startup-check.js';
import {emptyEvidence} from '../evidence/bundle.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {describeVariable, newSalt} from '../evidence/describe-value.js';
import type {Service} from '../evidence/model.js';
import type {ReportedFinding} from '../report/model.js';
import {RULES} from '../rules/index.js';
import type {Validation} from '../views/validation.js';
import {serviceOf} from './acquire.js';
import {withOverrides} from './overridden-bundle.js';
import {unfilledNames} from './unfilled.js';

/** Rules silenced or re-graded by the configuration file. */
export type Grades = NonNullable<FileConfig['rules']>;

function grade(asked: Grades[string] | undefined, own: Severity): Severity {
  return asked === undefined || asked === 'off' ? own : asked;
}

/**
 * Facts about a configuration as it stands, deployed or not: rules that ask for no others judge it. They are the ones
 * that `validate` collects, so that a bundle with more in it is judged alike.
 */
const CONFIGURATION_FACTS: ReadonlySet<FactId> = new Set<FactId>([
  'service',
  'image-attempted',
  'image-running',
  'secrets',
]);

/**
 * Judges the service in a bundle: the start-up contract, and every rule that looks at the configuration alone.
 *
 * @param overrides what-if changes to the variables
 */
export function judgeBundle(bundle: Bundle, contract: Contract, overrides: Overrides, graded: Grades = {}): Validation {
  const service = serviceOf(bundle);
  const changes = {...overrides, unknown: unfilledNames(overrides.set ?? {})};
  const check = checkStartup(bundle, service, contract, configuredImage(bundle.evidence, service), changes);
  const facts = deriveFacts(withOverrides(bundle, contract, overrides), contract);
  const examination = known(facts.examination);
  const findings = findingsAbout(facts, CONFIGURATION_FACTS, graded);
  return {
    schemaVersion: 1,
    source: service.name,
    service: service.name,
    configuration: whichConfiguration(service, examination?.operation, examination),
    contract: check.contract,
    imageVariables: imageVariablesOf(check, service),
    ...predicted(check.certain),
    findings,
  };
}

/** What the rules say that need nothing but these facts; no rule sees another. */
export function findingsAbout(facts: FactSet, ids: ReadonlySet<FactId>, graded: Grades = {}): ReportedFinding[] {
  const rules = RULES.filter(({id, needs}) => graded[id] !== 'off' && needs.every((need) => ids.has(need)));
  return evaluate(only(facts, ids), rules).findings.map((finding): ReportedFinding => {
    const rule = RULES.find(({id}) => id === finding.rule);
    return {
      rule: finding.rule,
      severity: grade(graded[finding.rule], finding.severity),
      phase: rule?.phase ?? 'start',
      text: findingText(finding, rule),
      at: finding.at,
    };
  });
}

function only(facts: FactSet, ids: ReadonlySet<FactId>): FactSet {
  const kept = Object.entries(facts).map(([id, fact]) => [
    id,
    ids.has(id as FactId) ? fact : {status: 'skipped', why: 'only the configuration is judged'},
  ]);
  return Object.fromEntries(kept) as FactSet;
}

/** Judges variables from anywhere else: by the start-up contract, and by every rule that looks at variables alone. */
export function judgeEnvironment(
  environment: {readonly [name: string]: string},
  options: {
    readonly source: string;
    readonly contract: Contract;
    readonly secrets: readonly string[];
    readonly unset?: readonly string[] | undefined;
    readonly graded?: Grades | undefined;
  },
): Validation {
  const hidden = new Set(options.unset ?? []);
  const left = Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.has(name)));
  const {contract} = options;
  // A skeleton that nobody has filled in yet says which variables will be set, not to what.
  const unknown = [...options.secrets, ...unfilledNames(left)];
  return {
    schemaVersion: 1,
    source: options.source,
    service: null,
    configuration: null,
    contract: {name: contract.name, appliesBecause: 'it was asked about these variables', programKnown: false},
    // The variables that were given are all that there are.
    imageVariables: 'listed',
    ...predicted(predict(contract, lookupEnvironment(left, unknown))),
    findings: findingsAbout(factsOfVariables(left, contract), VARIABLE_FACTS, options.graded),
  };
}

const VARIABLE_FACTS: ReadonlySet<FactId> = new Set<FactId>(['service']);

/** Facts of a service of which nothing but its variables is known. */
function factsOfVariables(environment: {readonly [name: string]: string}, contract: Contract): FactSet {
  const at = new Date(0).toISOString();
  const salt = newSalt();
  const variables = Object.entries(environment).map(([name, value]) =>
    describeVariable(contract, salt, {name, value, source: 'plain'}),
  );
  const service: Service = {
    name: '',
    id: '',
    arn: '',
    region: '',
    account: '',
    source: {kind: 'unknown'},
    configuration: {variables, secrets: []},
  };
  return deriveFacts(
    {
      format: 'nerava-diag-bundle',
      schemaVersion: 1,
      tool: {name: 'nerava-diag', version: ''},
      collectedAt: at,
      request: {},
      salt,
      contract: {name: contract.name, chosenBy: 'built-in'},
      evidence: {
        ...emptyEvidence(at, 'no service was asked for'),
        service: {id: 'service', source: '', at, status: 'collected', value: service},
      },
      redactions: [],
    },
    contract,
  );
}

function predicted(prediction: Prediction | null) {
  const {outcome, first, mayStopEarlierAt, gates, checks, parses} = prediction ?? {
    outcome: 'unknown' as const,
    first: null,
    mayStopEarlierAt: [],
    gates: {},
    checks: [],
    parses: [],
  };
  return {outcome, first, mayStopEarlierAt, gates, checks, parses};
}

/** 0 starts, 1 would not start (or an error finding), 4 unknown. */
export function validationExitCode(
  {outcome, findings}: Pick<Validation, 'outcome' | 'findings'>,
  options: {readonly exitZero: boolean; readonly failOn: 'error' | 'warning'},
): 0 | 1 | 4 {
  if (options.exitZero) return 0;
  const grave = new Set(options.failOn === 'warning' ? ['error', 'warning'] : ['error']);
  if (outcome === 'exits' || outcome === 'crashes-on-import') return 1;
  if (outcome === 'starts-degraded' && options.failOn === 'warning') return 1;
  if (findings.some(({severity}) => grave.has(severity))) return 1;
  return outcome === 'unknown' ? 4 : 0;
}
