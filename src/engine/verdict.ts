import type {Pointer} from './rule.js';

export interface Reason {
  /** Id of a rule, or "phases" when the furthest proven phase is the reason. */
  readonly rule: string;
  readonly strength?: Strength;
  readonly text: string;
  readonly at: readonly Pointer[];
}

export type Strength = 'direct' | 'indirect' | 'correlated';

export interface Missing {
  readonly evidence: string;
  readonly text: string;
  readonly fix: string | null;
}

/** Something to do. A reading step changes nothing; a mutating one names its undo. */
export interface Step {
  readonly text: string;
  readonly command?: string;
  readonly kind: 'read' | 'mutate';
  readonly undo?: string;
  readonly horizon: 'immediate' | 'short-term' | 'medium-term' | 'long-term';
}

export type Verdict = 'confirmed' | 'likely' | 'possible' | 'unknown' | 'ruled-out';
