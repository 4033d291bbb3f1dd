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

/**
 * Something to do. `read` changes nothing; `mutate` changes AWS and names its undo; `work` is work on code, image or
 * pipeline, undone by version control.
 */
export interface Step {
  readonly text: string;
  readonly command?: string;
  readonly kind: 'read' | 'mutate' | 'work';
  readonly undo?: string;
  readonly horizon: 'immediate' | 'short-term' | 'medium-term' | 'long-term';
}

export type Verdict = 'confirmed' | 'likely' | 'possible' | 'unknown' | 'ruled-out';
