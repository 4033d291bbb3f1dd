import type {ChosenContract} from '../app/chosen-contract.js';
import type {Grades} from '../app/judge.js';
import {diagnose} from '../engine/diagnose.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {collectThrough} from '../evidence/collect.js';
import type {EvidenceId} from '../evidence/model.js';
import {reportExitCode} from '../report/exit-code.js';
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
 * What decides the rest, beside the service itself. Never read for a table: CloudTrail, which grants two calls a second, and what only completes a
 * report.
 */
const CLOSER_LOOK = ['roles', 'secrets', 'network'] as const satisfies readonly EvidenceId[];

export interface DiagnoseAllOptions extends Omit<FleetOptions, 'command'>, ChosenContract {
  readonly rules?: Grades | undefined;
  readonly failOn?: 'error' | 'warning';
}

/**
 * The verdict on every service: what `diagnose` would say of each without CloudTrail, metrics and other repositories.
 * Roles, secrets and the network are read where the first look finds something wrong and no cause.
 */
export function diagnoseAll(options: DiagnoseAllOptions): Promise<Fleet> {
  const {contract, contractChosenBy, rules, failOn = 'error', signal} = options;
  return lookAtAll({...options, command: 'diagnose'}, async (service, aws) => {
    const wanted = {service, contract, contractChosenBy, signal};
    const judge = (evidence: Bundle) => diagnose(evidence, {contract, ...(rules !== undefined && {rules})});
    const bundle = await collectThrough(aws, {...wanted, only: FIRST_LOOK});
    let report = judge(bundle);
    if (report.outcome !== 'healthy' && causeOf(report) === null) {
      const closer = await collectThrough(aws, {...wanted, only: CLOSER_LOOK, salt: bundle.salt});
      const {roles, secrets, network} = closer.evidence;
      report = judge({...bundle, evidence: {...bundle.evidence, roles, secrets, network}});
    }
    return {
      outcome: report.outcome,
      text: report.headline + complaint(report, failOn),
      cause: causeOf(report),
      exitCode: reportExitCode(report, {failOn}),
    };
  });
}

/** What makes a service that runs count as a problem: its headline says only that it runs. */
function complaint({outcome, findings}: Report, failOn: 'error' | 'warning'): string {
  if (outcome !== 'healthy') return '';
  const grave = findings.filter(({severity}) => severity === 'error' || severity === failOn);
  return grave.map(({rule, text}) => `; but ${text} [${rule}]`).join('');
}

function causeOf({causes}: Report): string | null {
  const [first] = causes;
  return first !== undefined && (first.verdict === 'confirmed' || first.verdict === 'likely') ? first.cause : null;
}
