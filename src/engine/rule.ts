import type {Prediction} from '../contract/prediction.js';
import type {Examination} from '../evidence/examination.js';
import type {EvidenceId, EvidenceValues, GapStatus} from '../evidence/model.js';
import type {Json} from '../json.js';
import type {AppRecord, AppRunnerEvent, Ladder} from '../logs/model.js';
import type {Attribution} from './own-streams.js';

export const PHASES = ['source', 'pull', 'provision', 'start', 'listen', 'health', 'serve'] as const;
/** How far a deployment came. docs/phases.md says what proves each. */
export type Phase = (typeof PHASES)[number];

export type Severity = 'error' | 'warning' | 'info';

/** Where a statement stands in the evidence. */
export interface Pointer {
  readonly evidence: EvidenceId;
  /** Path inside the evidence's value: "events[12]", "configuration.variables.REDIS_URL". */
  readonly path?: string;
  /** ISO time of a log line. */
  readonly time?: string;
  readonly stream?: string;
  /** The line or value itself, masked. */
  readonly excerpt?: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly data?: {readonly [key: string]: Json};
  readonly at: readonly Pointer[];
  /** The application went on after it (see outlived.ts): it supports a cause weakly, and speaks against none. */
  readonly outlived?: true;
  /** The process ended of it, however far it had come: no phase that it passed rules the cause out. */
  readonly ended?: true;
}

/** What rules may ask for: the evidence, and what the engine derives from it once. */
export interface Facts extends EvidenceValues {
  examination: Examination;
  /** App Runner's lines of the examined deployment, in time order. */
  events: readonly AppRunnerEvent[];
  /**
   * App Runner's lines from after a deployment that succeeded, in time order: those of its window stand in `events`.
   * Absent where it did not succeed, or another operation has begun since.
   */
  'later-events': readonly AppRunnerEvent[];
  /** Which streams of the application log cannot be told to be the examined deployment's. */
  attribution: Attribution;
  /** The application's records of the examined deployment, in time order. */
  'app-records': readonly AppRecord[];
  ladder: Ladder;
  /** The start-up contract's judgement of the environment, when a contract speaks for this service. */
  prediction: AppliedPrediction;
}

/**
 * Which configuration AWS shows, seen from the examined deployment: its own, the one kept when an update was rolled
 * back, or that of a later update.
 */
export type ShownConfiguration = 'current' | 'rolled-back-to' | 'attempted' | 'changed-since';

export interface AppliedPrediction {
  readonly prediction: Prediction;
  /** Why the contract speaks for this service: "the image's CMD runs app.main_simple:app". */
  readonly appliesBecause: string;
  /** Which environment was judged. After a rollback AWS shows the kept one. */
  readonly configuration: ShownConfiguration;
  /** The contract's own words of refusal, and which of them the application log shows. */
  readonly refusals: Ladder;
  /** The image's own ENV is not known, what only it sets was taken for unset, and it may change the outcome. */
  readonly imageUnread?: true;
  /** How the environment keeps a failed check from ending the process; absent where it does not, or that is unknown. */
  readonly disabled?: 'skipped' | 'not strict';
  /** The switch that lets the application start in spite of a failed check. */
  readonly leniency?: {readonly variable: string; readonly value: string};
}

export type FactId = keyof Facts;

export type Fact<T> =
  | {readonly status: 'collected'; readonly value: T; readonly truncated?: boolean}
  | {readonly status: 'absent'; readonly why: string}
  | {readonly status: GapStatus; readonly why: string; readonly fix?: string};

export type FactSet = {readonly [K in FactId]: Fact<Facts[K]>};

/**
 * One rule: a pure, total function from the facts that it declares to findings.
 *
 * `needs` arrive unwrapped; without any of them the rule is not run (and the causes that lean on it learn of the gap).
 * `mayLack` arrive as they are: collected, absent, or a gap.
 */
export interface Rule<N extends FactId = FactId, M extends FactId = FactId> {
  readonly id: string;
  readonly title: string;
  readonly phase: Phase;
  readonly severity: Severity;
  readonly needs: readonly N[];
  readonly mayLack?: readonly M[];
  /**
   * It judges what the service is configured with, or takes what is not there for left out: not run where an update has
   * changed the configuration since the examined deployment. Other rules see none of it then.
   */
  readonly judgesConfiguration?: true;
  /** It looks for the error of which the application ended: lines after which the start went on are looked at last. */
  readonly tellsTheEnd?: true;
  check(facts: {readonly [K in N]: Facts[K]} & {readonly [K in M]: Fact<Facts[K]>}): readonly Omitted[];
  /** The finding in one sentence, without values of variables. */
  message(data: NonNullable<Finding['data']>): string;
}

/** A finding as a rule returns it: the id is the rule's, the severity too unless it says otherwise. */
export interface Omitted {
  readonly severity?: Severity;
  readonly data?: Finding['data'];
  readonly at: readonly Pointer[];
}

/** A rule whose generics are erased, as the registry holds it. */
export type AnyRule = Pick<Rule, 'id' | 'title' | 'phase' | 'severity' | 'message'> & {
  readonly needs: readonly FactId[];
  readonly mayLack?: readonly FactId[];
  readonly judgesConfiguration?: true;
  readonly tellsTheEnd?: true;
  readonly check: (facts: never) => readonly Omitted[];
};

/** What a rule says of a finding, without values of variables. */
export function findingText({rule: id, data, outlived}: Finding, rule: AnyRule | undefined): string {
  const text = rule?.message(data ?? {}) ?? id;
  return outlived ? `${text}; the start went on after it` : text;
}

export function defineRule<const N extends FactId, const M extends FactId = never>(rule: Rule<N, M>): Rule<N, M> {
  return rule;
}
