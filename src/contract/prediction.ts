/** What a start-up contract says of one environment. Also the heart of `validate --json`. */
export interface Prediction {
  readonly contract: string;
  readonly outcome: PredictedOutcome;
  /** The first check known to fail: where the application stops. Null when none is known to fail. */
  readonly first: string | null;
  /** Checks before `first` (or anywhere, when it is null) that a value we cannot see may fail already. */
  readonly mayStopEarlierAt: readonly string[];
  /** null: a value we cannot see decides. */
  readonly gates: {readonly [gate: string]: string | boolean | null};
  /** In the order in which the application runs them. */
  readonly checks: readonly PredictedCheck[];
  /** Settings that are parsed at import and do not parse, or may not. */
  readonly parses: readonly {
    readonly variable: string;
    readonly type: string;
    readonly status: 'fail' | 'unknown';
    readonly message: string;
  }[];
}

export type PredictedOutcome = 'starts' | 'starts-degraded' | 'exits' | 'crashes-on-import' | 'unknown';

export interface PredictedCheck {
  readonly id: string;
  readonly title: string;
  readonly status: 'pass' | 'fail' | 'unknown' | 'not-run';
  /** Variables that the check reads. */
  readonly variables: readonly string[];
  /** Of a failed check: the variables to mend, one for each thing that is wrong. */
  readonly atFault?: readonly string[];
  /** One sentence without any value: what is wrong, or why it is fine or unknown. */
  readonly message: string;
  /** How to mend a failure, as a sentence. */
  readonly fix?: string;
}
