import type {FactId, FactSet, Finding, Phase} from './rule.js';
import type {Step, Strength} from './verdict.js';

/** Names findings of one rule, and when they count. */
export interface Link {
  readonly rule: string;
  readonly when?: (finding: Finding) => boolean;
  /** Counts only when a finding of this rule stands too. */
  readonly with?: string | Companion;
  /** Does not count when a finding of one of these rules stands. */
  readonly unless?: string | readonly string[];
}

/** A finding that has to stand beside another one. */
export interface Companion {
  readonly rule: string;
  readonly when: (finding: Finding) => boolean;
}

export interface Support extends Link {
  readonly strength: Strength;
}

/** One hypothesis about why a deployment failed. */
export interface Cause {
  readonly id: string;
  /** A short sentence that can stand in a headline: "Start-up validation ended the process". */
  readonly title: string;
  /** Phases in which it acts, earliest first. Ruled out only when all of them are passed. */
  readonly phases: readonly [Phase, ...Phase[]];
  readonly supports: readonly Support[];
  /** Findings that rule the cause out. */
  readonly refutes: readonly Link[];
  /** Findings that speak against it without ruling it out: listed, and a cause so opposed is never confirmed. */
  readonly against?: readonly Link[];
  /** Facts without which the cause cannot be judged: a gap there makes it `unknown` where nothing supports it. */
  readonly needs: readonly FactId[];
  /** Can be a problem of a running service: it counts without any failed deployment too. */
  readonly atRunTime?: true;
  /**
   * What it cannot explain, whatever else it is: a deployment that failed, or also one that is under way. A domain that
   * nobody validated ends no deployment; its finding is told all the same.
   */
  readonly explainsNo?: 'failed deployment' | 'open or failed deployment';
  /** Named only when nothing else is confirmed or likely. */
  readonly onlyWhenClean?: true;
  /**
   * Its direct proof is the attempted image itself: lines of the application do not rule it out, as an instance of
   * another version may have written them.
   */
  readonly provenByImage?: true;
  /** What to do, from the supporting findings. */
  fix(findings: readonly Finding[], facts: FactSet): readonly Step[];
  /** The check that separates it from its look-alikes. */
  separate?(facts: FactSet): Step;
}

export function defineCause(cause: Cause): Cause {
  return cause;
}

/** For `when`: the exit code is one of these. */
export function exitCodeIs(...codes: readonly number[]): (finding: Finding) => boolean {
  return (finding) => codes.includes(Number(finding.data?.['exitCode']));
}

/** For `when`: a datum of the finding equals one of these. */
export function dataIs(key: string, ...values: readonly unknown[]): (finding: Finding) => boolean {
  return (finding) => values.includes(finding.data?.[key]);
}

/** For `when`: not a try that was repeated, nor a remark, after which the start went on. */
export function endedIt(finding: Finding): boolean {
  return finding.data?.['survived'] !== true;
}
