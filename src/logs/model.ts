/** App Runner's own lines and the application's lines, understood. Pure data. */

/** A line of the service log group. `index` points into the service-log evidence. */
export type AppRunnerEvent = {
  readonly timestamp: number;
  readonly stream: string;
  readonly message: string;
  readonly index: number;
} & AppRunnerFact;

export type AppRunnerFact =
  | {readonly kind: 'service-creation'; readonly what: 'started' | 'completed' | 'failed'}
  | {readonly kind: 'service-update'; readonly what: 'started' | 'completed' | 'failed'}
  | {
      readonly kind: 'deployment';
      readonly what: 'started' | 'failed' | 'completed';
      readonly deploymentId?: string;
      readonly trigger?: string;
      readonly reason?: string;
    }
  | {readonly kind: 'pulling'; readonly image: string}
  | {readonly kind: 'pull-started'}
  | {readonly kind: 'pull-ok'}
  | {readonly kind: 'pull-failed'; readonly reason?: string}
  | {readonly kind: 'provisioning'}
  | {readonly kind: 'deploying'}
  | {readonly kind: 'health-check-started'; readonly protocol?: string; readonly path?: string; readonly port?: string}
  | {readonly kind: 'health-check-failed'; readonly protocol?: string; readonly path?: string; readonly port?: string}
  | {readonly kind: 'health-check-ok'}
  | {readonly kind: 'routed'}
  | {readonly kind: 'exit'; readonly exitCode: number}
  | {readonly kind: 'deploy-failed'; readonly what: 'image' | 'source code'}
  | {readonly kind: 'build-failed'; readonly reason?: string}
  | {readonly kind: 'status'; readonly status: string}
  | {readonly kind: 'source'; readonly what: 'pulling' | 'pulled' | 'building' | 'built'}
  | {readonly kind: 'other'};

/**
 * One record of the application log: a line, or a traceback kept whole across events.
 * `first` and `last` point into `application-log.events` (inclusive; a record's events may interleave with others').
 */
export interface AppRecord {
  readonly stream: string;
  readonly timestamp: number;
  readonly first: number;
  readonly last: number;
  /** Lines joined with \n. */
  readonly text: string;
  readonly level?: 'debug' | 'info' | 'warning' | 'error' | 'fatal';
  readonly traceback?: Traceback;
  /** The process ended of it, as far as the container's exit tells (see engine/app-log.ts). */
  readonly ended?: true;
  /** A server says that it listens. */
  readonly listen?: {readonly host?: string; readonly port?: number; readonly server?: string};
  /** An access-log line. */
  readonly access?: {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly userAgent?: string;
  };
}

export interface Traceback {
  readonly language: 'python' | 'node' | 'java' | 'dotnet' | 'go' | 'ruby' | 'other';
  /** The exception's type as printed: "ModuleNotFoundError", "java.lang.IllegalStateException". */
  readonly type?: string;
  /** The exception's message; of a chain the root one. */
  readonly message?: string;
  /** Innermost application frame, when one could be told. */
  readonly frame?: {readonly file: string; readonly line?: number; readonly name?: string};
}

/** The start-up ladder: the rungs a contract names, and which of them the log shows. */
export interface Ladder {
  readonly rungs: readonly {
    readonly id: string;
    readonly title: string;
    readonly seen?: {readonly timestamp: number; readonly index: number};
  }[];
  /** The last rung seen; absent when none was. */
  readonly last?: string;
}
