import type {Contract} from '../contract/model.js';
import type {Baseline, EvidenceId} from './model.js';

/** What one run collects, from where, and how long it may take. */
export interface CollectOptions {
  /** Name, ARN, id, or the unambiguous beginning of a name; without it the only service of the region. */
  readonly service?: string | undefined;
  /** An ARN's own region wins. */
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Id (or its beginning) of the operation to examine; without it the newest deployment. */
  readonly deployment?: string | undefined;
  /** The good and the bad image: a tag, a digest, `repository:tag` or a full ECR reference. */
  readonly good?: string | undefined;
  readonly bad?: string | undefined;
  readonly contract: Contract;
  readonly contractChosenBy: 'built-in' | 'configuration';
  /** Only these (and what they depend on); the others are `skipped`. */
  readonly only?: readonly EvidenceId[] | undefined;
  readonly baseline?: Baseline | undefined;
  /** Key of the fingerprints; a fresh one unless given. */
  readonly salt?: string | undefined;
  /** How long to wait for lines of instances that have not arrived yet. */
  readonly waitLogsSeconds?: number | undefined;
  /** For the whole run, milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The clock, epoch milliseconds. */
  readonly now?: (() => number) | undefined;
  readonly progress?: ((text: string) => void) | undefined;
  /** Reads the values of referenced secrets too, to judge them by the contract; they are masked like any value. */
  readonly resolveSecrets?: boolean | undefined;
  /**
   * Receives the service's plain values, past the evidence, which never holds them: for a user who asked to see one.
   * Not to be kept, logged or put into any report.
   */
  readonly onValues?: ((values: readonly {readonly name: string; readonly value: string}[]) => void) | undefined;
}
