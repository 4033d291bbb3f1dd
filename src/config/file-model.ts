import type {Severity} from '../engine/rule.js';

/** What a configuration file may say. docs/configuration.md explains each key. */
export interface FileConfig {
  readonly service?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly repository?: string;
  /** Path of a start-up contract, absolute (in the file it is relative to the file), or the name of the built-in one. */
  readonly contract?: string;
  /** Rules silenced or re-graded, by id. */
  readonly rules?: {readonly [rule: string]: Severity | 'off'};
}

export interface LoadedConfig {
  readonly path: string;
  readonly config: FileConfig;
}
