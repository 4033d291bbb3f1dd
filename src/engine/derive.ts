import {withUnknownRest} from '../contract/lookup.js';
import type {Contract} from '../contract/model.js';
import {lookupConfiguration, predict} from '../contract/predict.js';
import type {Prediction} from '../contract/prediction.js';
import {testsOf} from '../contract/walk.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {type Examination, examine, updateSince} from '../evidence/examination.js';
import type {Evidence, Operation, Service} from '../evidence/model.js';
import {parseAppRunnerEvents} from '../logs/events.js';
import type {AppRecord, AppRunnerEvent} from '../logs/model.js';
import {toRecords} from '../logs/records.js';
import {climbLadder} from '../logs/startup-ladder.js';
import {markEnds, withoutEarlyListens} from './app-log.js';
import {type Exit, ownExits} from './exits.js';
import {type Attribution, attribute, ownLog, ownRecords} from './own-streams.js';
import {known} from './phases.js';
import type {AppliedPrediction, Fact, FactSet, ShownConfiguration} from './rule.js';
import {reasonToApply} from './startup-check.js';

/** Lines may carry stamps a little before their operation's. */
const LEAD = 60_000;

const NOTHING_FOREIGN: Attribution = {others: [], bounded: true};

/** Everything that rules may ask for, derived once from a bundle. Pure: "now" is the time of collecting. */
export function deriveFacts(bundle: Bundle, contract: Contract): FactSet {
  const {evidence} = bundle;
  const examination = mapFact(evidence.operations, (operations) =>
    examine(operations, Date.parse(bundle.collectedAt), bundle.request.deployment),
  );
  const events = mapFact(evidence['service-log'], (log) =>
    linesOfDeployment(parseAppRunnerEvents(log), known(examination)),
  );
  const aftermath = known(examination)?.aftermath;
  const attribution = mapFact(evidence['application-log'], (log) => attribute(log, known(events), known(examination)));
  const streams = known(attribution) ?? NOTHING_FOREIGN;
  const records = mapFact(evidence['application-log'], (log) =>
    recordsOf(ownRecords(toRecords(log.events), streams), ownExits(known(events) ?? [])),
  );
  return {
    ...evidence,
    'application-log': mapFact(evidence['application-log'], (log) => ownLog(log, streams)),
    attribution,
    examination,
    events,
    'later-events':
      aftermath === undefined
        ? {status: 'absent', why: 'no time has passed since a deployment that succeeded'}
        : mapFact(evidence['service-log'], (log) =>
            inTimeOrder(parseAppRunnerEvents(log).filter(({timestamp}) => timestamp > aftermath.from)),
          ),
    'app-records': records,
    ladder: mapFact(records, (value) => climbLadder(contract.ladder, value)),
    prediction: applyContract(bundle, contract, known(examination), known(records) ?? []),
  };
}

function recordsOf(records: readonly AppRecord[], exits: readonly Exit[]): readonly AppRecord[] {
  return markEnds(withoutEarlyListens(records, exits.length > 0), exits);
}

function mapFact<A, B>(fact: Fact<A> | Evidence<A>, map: (value: A) => B): Fact<B> {
  if (fact.status !== 'collected') return fact;
  return {status: 'collected', value: map(fact.value), ...(fact.truncated && {truncated: true})};
}

/**
 * The lines of the examined deployment, in time order: those in its window, from its own "started" line on, and none
 * of another deployment's stream.
 */
function linesOfDeployment(
  events: readonly AppRunnerEvent[],
  examination: Examination | undefined,
): readonly AppRunnerEvent[] {
  const operation = examination?.operation;
  const window = examination?.window;
  if (operation === undefined || window === undefined) return inTimeOrder(events);
  const own = inTimeOrder(
    events.filter(
      (event) =>
        event.timestamp >= window.from &&
        event.timestamp <= window.to &&
        (!event.stream.startsWith('deployment/') || event.stream.endsWith(operation.id)),
    ),
  );
  const start = (operation.startedAt ?? window.from) - LEAD;
  const first = own.findIndex((event) => event.timestamp >= start && isStart(event));
  // Lines before the "started" line are the tail of the operation before; without such a line all stay.
  return first > 0 && own.slice(0, first).every((event) => event.timestamp < (operation.startedAt ?? 0))
    ? own.slice(first)
    : own;
}

function isStart(event: AppRunnerEvent): boolean {
  return (
    (event.kind === 'deployment' || event.kind === 'service-update' || event.kind === 'service-creation') &&
    event.what === 'started'
  );
}

function inTimeOrder(events: readonly AppRunnerEvent[]): AppRunnerEvent[] {
  return [...events].sort((a, b) => a.timestamp - b.timestamp || a.index - b.index);
}

function applyContract(
  bundle: Bundle,
  contract: Contract,
  examination: Examination | undefined,
  records: readonly AppRecord[],
): Fact<AppliedPrediction> {
  const {evidence} = bundle;
  const {service} = evidence;
  if (service.status !== 'collected') return service;
  const image = known(evidence['image-attempted']) ?? known(evidence['image-running']);
  const appliesBecause = reasonToApply(bundle, service.value, contract, image);
  if (appliesBecause === undefined) {
    return {status: 'absent', why: `the start-up contract "${contract.name}" does not speak for this service`};
  }
  const lookup = lookupConfiguration(service.value.configuration, {}, image?.config?.variables);
  const prediction = predict(contract, lookup);
  // What holds both of a variable that is unset and of one that may be anything holds whatever the image sets.
  const isUnread = image?.config === undefined && service.value.source.kind !== 'code';
  const certain = isUnread ? predict(contract, withUnknownRest(lookup)) : prediction;
  return {
    status: 'collected',
    value: {
      prediction,
      appliesBecause,
      configuration: whichConfiguration(service.value, examination?.operation, examination),
      refusals: climbLadder(contract.failures, records),
      ...(certain.outcome !== prediction.outcome && {imageUnread: true}),
      ...disabledBy(contract, certain),
      ...leniencyOf(contract),
    },
  };
}

/** What the contract's own gates of skipping and strictness say, whatever they are called. */
export function disabledBy(
  {outcomes: {skip, strict}}: Contract,
  {gates}: Prediction,
): Pick<AppliedPrediction, 'disabled'> {
  if (skip !== undefined && gates[skip] === true) return {disabled: 'skipped'};
  return strict !== undefined && gates[strict] === false ? {disabled: 'not strict'} : {};
}

/** The variable whose falsehood keeps a failed check from ending the process, where the contract has such a switch. */
function leniencyOf(contract: Contract): Pick<AppliedPrediction, 'leniency'> {
  const gate = contract.gates.find(({id}) => id === contract.outcomes.strict);
  if (gate === undefined || !('condition' in gate)) return {};
  const test = testsOf(gate.condition).find((t) => 'variable' in t && 'isTrue' in t && t.isTrue);
  return test !== undefined && 'variable' in test ? {leniency: {variable: test.variable, value: 'false'}} : {};
}

/**
 * After a rolled-back update AWS shows the configuration that was kept, not the one that was attempted; after a later
 * update its own.
 */
export function whichConfiguration(
  service: Service,
  operation: Operation | undefined,
  examination: Examination | undefined,
): ShownConfiguration {
  if (examination !== undefined && updateSince(examination) !== undefined) return 'changed-since';
  // What is under way may be a later deployment, which takes the configuration as it is.
  if (service.status === 'OPERATION_IN_PROGRESS' && examination?.later === undefined) return 'attempted';
  if (operation === undefined || examination === undefined) return 'current';
  if (operation.type === 'CREATE_SERVICE' && examination.state === 'failed') return 'attempted';
  if (operation.type === 'UPDATE_SERVICE' && ['failed', 'rolled-back', 'rolling-back'].includes(examination.state)) {
    return 'rolled-back-to';
  }
  return 'current';
}
