import type {Invocation} from '../base-command.js';
import {usageError} from '../errors.js';
import type {FleetOptions} from './look-at-all.js';

/**
 * What `--all` and `--regions` ask for.
 *
 * @param named the SERVICE argument, which contradicts them
 * @throws DiagError (exit 2)
 */
export function fleetRequest(
  invocation: Invocation,
  regions: string | undefined,
  named: string | undefined,
): Omit<FleetOptions, 'command'> {
  if (named !== undefined) throw usageError(`--all and the service ${named} contradict each other.`, ['Give one.']);
  if (!['text', 'json'].includes(invocation.format)) {
    throw usageError(`--all is written as text or JSON, not as ${invocation.format}.`, [
      `One service: --format ${invocation.format} without --all.`,
    ]);
  }
  const list = regions?.split(',').map((region) => region.trim());
  const wrong = list?.find((region) => !/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region));
  if (wrong !== undefined) {
    throw usageError(`--regions: "${wrong}" is no region.`, ['Write names with commas: us-east-1,eu-west-1.']);
  }
  return {
    regions: list === undefined ? [invocation.region] : [...new Set(list)],
    profile: invocation.profile,
    signal: invocation.signal,
    progress: (text) => invocation.progress.update(text),
  };
}
