import type {ChosenContract} from '../chosen-contract.js';
import {diagnose} from '../engine/diagnose.js';
import {collectThrough} from '../evidence/collect.js';
import type {EvidenceId} from '../evidence/model.js';
import type {Grades} from '../judge.js';
import {type ExitOptions, reportExitCode} from '../report/exit-code.js';
import type {Report} from '../report/model.js';
import {type FleetOptions, lookAtAll} from './look-at-all.js';
import type {Fleet} from './model.js';

/** What decides nearly every verdict. */
const FIRST_LOOK: readonly EvidenceId[] = [
  'service',
  'operations',
  'service-log',
  'application-log',
  'image-attempted',
  'image-running',
  'domains',
];

/**
 * What decides the rest. Never read for a table: CloudTrail, which grants two calls a second, and what only completes a
 * report.
 */
const CLOSER_LOOK: readonly EvidenceId[] = [...FIRST_LOOK, 'roles', 'secrets', 'network'];

export interface DiagnoseAllOptions extends Omit<FleetOptions, 'command'>, ChosenContract, ExitOptions {
  readonly rules?: Grades | undefined;
}

/**
 * The verdict on every service: what `diagnose` would say of each without CloudTrail, metrics and other repositories.
 * Roles, secrets and the network are read where the first look finds something wrong and no cause.
 */
export function diagnoseAll(options: DiagnoseAllOptions): Promise<Fleet> {
  const {contract, contractChosenBy, rules, signal} = options;
  return lookAtAll({...options, command: 'diagnose'}, async (service, aws) => {
    const judge = async (only: readonly EvidenceId[]) => {
      const bundle = await collectThrough(aws, {service, contract, contractChosenBy, only, signal});
      return diagnose(bundle, {contract, ...(rules !== undefined && {rules})});
    };
    const first = await judge(FIRST_LOOK);
    const isOpen = first.outcome !== 'healthy' && causeOf(first) === null;
    const report = isOpen ? await judge(CLOSER_LOOK) : first;
    return {
      outcome: report.outcome,
      text: report.headline,
      cause: causeOf(report),
      exitCode: reportExitCode(report, options),
    };
  });
}

function causeOf({causes}: Report): string | null {
  const [first] = causes;
  return first !== undefined && (first.verdict === 'confirmed' || first.verdict === 'likely') ? first.cause : null;
}
