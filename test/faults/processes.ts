import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {CODE_CACHE} from '../support/run-cli.js';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** A bundle that can be diagnosed without AWS. */
export const SAMPLE = fileURLToPath(new URL('../../fixtures/incidents/nerava-v24-v32/bundle.json', import.meta.url));

/** With the exit code of each. */
export const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/** A device on which every write fails: no space left. */
export const FULL_DEVICE = '/dev/full';

export interface Started {
  readonly child: ChildProcess;
  /** Resolves to [exit code, signal]. */
  readonly ended: Promise<unknown[]>;
  readonly stderr: () => string;
}

/**
 * Starts the built program with a stdout that the test has in hand.
 *
 * @param into a path that stdout is led to. Default: a pipe, which nobody reads until somebody does
 */
export function startCli(
  args: readonly string[],
  options: {readonly env?: {readonly [name: string]: string}; readonly cwd?: string; readonly into?: string},
): Started {
  const file = options.into === undefined ? undefined : openSync(options.into, 'w');
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: options.cwd,
    env: {PATH: process.env['PATH'], ...CODE_CACHE, ...options.env},
    stdio: ['ignore', file ?? 'pipe', 'pipe'],
  });
  if (file !== undefined) closeSync(file);
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return {child, ended: once(child, file === undefined ? 'exit' : 'close'), stderr: () => stderr};
}
