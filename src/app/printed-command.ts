import type {Invocation} from '../base-command.js';
import {profileToName} from '../config/settings.js';
import {shellWord} from '../engine/shell-word.js';

/**
 * A command of this tool about the same target, to copy: the bundle, or the service with its region and the profile and
 * contract that this run was told by name.
 *
 * @param name "validate"
 * @param further words that follow, unquoted
 */
export function printedCommand(
  name: string,
  {service, region}: {readonly service: string; readonly region: string},
  {bundle, settings}: Pick<Invocation, 'bundle' | 'settings'>,
  further: readonly string[] = [],
): string {
  const profile = profileToName(settings);
  const {contract} = settings;
  const words = [
    ...(bundle === undefined ? [service, '--region', region] : ['--bundle', bundle]),
    ...(bundle === undefined && profile !== undefined ? ['--profile', profile] : []),
    ...(contract?.origin === '--contract' ? ['--contract', contract.value] : []),
    ...further,
  ];
  return `nerava-diag ${name} ${words.map(shellWord).join(' ')}`;
}
