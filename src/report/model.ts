import type {Prediction} from '../contract/prediction.js';
import type {Phase, Pointer, Severity, ShownConfiguration} from '../engine/rule.js';
import type {Missing, Reason, Step, Verdict} from '../engine/verdict.js';
import type {EvidenceId, GapStatus} from '../evidence/model.js';

/** The answer. One model; every format is a pure function of it and computes nothing. */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: {readonly name: string; readonly version: string};
  /** ISO; of a bundle the time of collecting. */
  readonly generatedAt: string;
  readonly target: Target;
  readonly window: {readonly from: string; readonly to: string} | null;
  readonly outcome: Outcome;
  /** The verdict in one line. */
  readonly headline: string;
  readonly rolledBack: false | {readonly attempted: string | null; readonly running: string | null};
  readonly deployment: DeploymentSummary | null;
  readonly lastProven: Phase | null;
  readonly diedIn: Phase | null;
  readonly phases: readonly {
    readonly phase: Phase;
    readonly proven: boolean;
    readonly text: string;
    readonly at: readonly Pointer[];
  }[];
  readonly ladder: readonly {readonly id: string; readonly title: string; readonly seenAt: string | null}[];
  readonly causes: readonly RankedCause[];
  readonly hypotheses: readonly Hypothesis[];
  readonly findings: readonly ReportedFinding[];
  /** The start-up contract's judgement, when one speaks for this service. */
  readonly startup: StartupSummary | null;
  /** What differs between the good version and the failed one. */
  readonly changes: readonly {
    readonly what: string;
    readonly before: string | null;
    readonly after: string | null;
    readonly at: readonly Pointer[];
  }[];
  readonly images: {readonly running: ImageSummary | null; readonly attempted: ImageSummary | null};
  readonly timeline: readonly TimelineEntry[];
  readonly actions: readonly Step[];
  readonly questions: readonly {readonly question: string; readonly answer: string; readonly at: readonly Pointer[]}[];
  readonly filesToReview: readonly {readonly path: string; readonly why: string}[];
  readonly gaps: readonly Gap[];
  readonly redactions: readonly {readonly what: string; readonly where: string; readonly count: number}[];
}

export type Outcome = 'healthy' | 'failing' | 'inconclusive';

export interface Target {
  readonly platform: 'app-runner';
  readonly service: string;
  readonly id: string | null;
  readonly arn: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly status: string | null;
  readonly identity: string | null;
}

export interface DeploymentSummary {
  readonly operationId: string;
  readonly type: string | null;
  readonly status: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationSeconds: number | null;
  /** How many deployments in a row failed, this one included. */
  readonly failedInARow: number;
  readonly previousGood: {readonly operationId: string; readonly endedAt: string | null} | null;
}

export interface RankedCause {
  readonly cause: string;
  readonly title: string;
  readonly phase: Phase;
  readonly verdict: Verdict;
  readonly because: readonly Reason[];
  readonly against: readonly Reason[];
  readonly missing: readonly Missing[];
  readonly next: readonly Step[];
}

export interface Hypothesis {
  readonly id: 'environment-changed' | 'validation-changed' | 'fails-on-import';
  readonly title: string;
  readonly verdict: Verdict;
  readonly because: readonly Reason[];
  readonly against: readonly Reason[];
  readonly missing: readonly Missing[];
}

export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly phase: Phase;
  readonly text: string;
  readonly at: readonly Pointer[];
}

export interface StartupSummary {
  readonly appliesBecause: string;
  readonly configuration: ShownConfiguration;
  readonly prediction: Prediction;
}

export interface ImageSummary {
  readonly reference: string;
  readonly digest: string | null;
  readonly pushedAt: string | null;
  readonly packedBytes: number | null;
  readonly platform: string | null;
  readonly command: string | null;
  readonly created: string | null;
}

export interface TimelineEntry {
  readonly at: string;
  readonly source: 'operation' | 'app-runner' | 'application' | 'change' | 'image';
  readonly text: string;
  readonly important?: true;
  readonly pointer?: Pointer;
}

export interface Gap {
  readonly evidence: EvidenceId;
  readonly status: GapStatus;
  readonly why: string;
  readonly fix: string | null;
}
