import type {ChosenContract} from '../app/chosen-contract.js';
import {type Grades, judgeBundle, validationExitCode} from '../app/judge.js';
import type {Overrides} from '../contract/lookup.js';
import {collectThrough} from '../evidence/collect.js';
import type {EvidenceId} from '../evidence/model.js';
import {validationVerdict} from '../views/validation.js';
import {type FleetOptions, lookAtAll} from './look-at-all.js';
import type {Fleet} from './model.js';

/** As `validate` reads for one service, but for the caller's identity. */
const EVIDENCE: readonly EvidenceId[] = ['service', 'operations', 'image-attempted', 'image-running', 'secrets'];

export interface ValidateAllOptions extends Omit<FleetOptions, 'command'>, ChosenContract {
  /** What-if changes, to every service alike. */
  readonly overrides: Overrides;
  readonly rules?: Grades | undefined;
  readonly failOn: 'error' | 'warning';
}

/** Whether each service would survive its next start. */
export function validateAll(options: ValidateAllOptions): Promise<Fleet> {
  const {contract, contractChosenBy, overrides, rules, failOn, signal} = options;
  return lookAtAll({...options, command: 'validate'}, async (service, aws) => {
    const bundle = await collectThrough(aws, {service, contract, contractChosenBy, only: EVIDENCE, signal});
    const validation = judgeBundle(bundle, contract, overrides, rules);
    return {
      outcome: validation.outcome,
      text: validationVerdict(validation),
      cause: validation.first,
      exitCode: validationExitCode(validation, {exitZero: false, failOn}),
    };
  });
}
