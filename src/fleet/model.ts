/** The verdicts on every service of one or more regions, the worst first. */
export interface Fleet {
  readonly schemaVersion: 1;
  readonly command: 'diagnose' | 'validate';
  /** Regions that could not be listed; their services are not among the rows. */
  readonly unreadRegions: readonly {readonly region: string; readonly why: string; readonly fix: readonly string[]}[];
  readonly services: readonly FleetRow[];
}

export interface FleetRow {
  readonly service: string;
  readonly region: string;
  readonly arn: string;
  /** The command's own word for it (`failing`, `starts-degraded`, …). Null: it could not be looked at. */
  readonly outcome: string | null;
  /** One line: the verdict, or why there is none. */
  readonly text: string;
  /** Id of the cause that stands first, or of the check at which the program stops. */
  readonly cause: string | null;
  readonly exitCode: FleetExitCode;
}

/** As of the command for a single service, without --exit-zero: 0 fine, 1 a problem, 3 could not look, 4 inconclusive. */
export type FleetExitCode = 0 | 1 | 3 | 4;
