import type {EvidenceSet} from './model.js';

/** One file that holds everything a report needs: redacted, versioned, replayed byte for byte. */
export interface Bundle {
  readonly format: 'nerava-diag-bundle';
  readonly schemaVersion: 1;
  readonly tool: {readonly name: string; readonly version: string};
  /** ISO time at which collecting began: the "now" of every replay. */
  readonly collectedAt: string;
  readonly request: BundleRequest;
  /** Random, per bundle; the key of the fingerprints. */
  readonly salt: string;
  /** Name of the start-up contract whose predicates were observed. */
  readonly contract: {readonly name: string; readonly chosenBy: 'built-in' | 'configuration'};
  readonly evidence: EvidenceSet;
  readonly redactions: readonly Redaction[];
}

/** What the user asked for, as far as a replay needs it. */
export interface BundleRequest {
  readonly service?: string;
  readonly deployment?: string;
  readonly good?: string;
  readonly bad?: string;
}

/** A line of the ledger: what was masked, where, how often. */
export interface Redaction {
  readonly what: string;
  readonly where: string;
  readonly count: number;
}
