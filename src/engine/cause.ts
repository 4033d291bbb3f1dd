import type {FactId, FactSet, Finding, Phase} from './rule.js';
import type {Step, Strength} from './verdict.js';

/** One hypothesis about why a deployment failed. */
export interface Cause {
  readonly id: string;
  /** A short sentence that can stand in a headline: "Start-up validation ended the process". */
  readonly title: string;
  /** Phases in which it acts, earliest first. Ruled out only when all of them are passed. */
  readonly phases: readonly [Phase, ...Phase[]];
  readonly supports: readonly {
    readonly rule: string;
    readonly strength: Strength;
    readonly when?: (finding: Finding) => boolean;
  }[];
  /** Rules whose finding rules the cause out. */
  readonly refutes: readonly {readonly rule: string; readonly when?: (finding: Finding) => boolean}[];
  /** Rules whose finding speaks against it without ruling it out: listed, and a cause so opposed is never confirmed. */
  readonly against?: readonly {readonly rule: string; readonly when?: (finding: Finding) => boolean}[];
  /** Facts without which the cause cannot be judged: a gap there makes it `unknown` where nothing supports it. */
  readonly needs: readonly FactId[];
  /** A problem of a running service: it counts without any failed deployment. */
  readonly atRunTime?: true;
  /** What to do, from the supporting findings. */
  fix(findings: readonly Finding[], facts: FactSet): readonly Step[];
  /** The check that separates it from its look-alikes. */
  readonly separate?: (facts: FactSet) => Step;
}

export function defineCause(cause: Cause): Cause {
  return cause;
}
