import type {Contract} from '../contract/model.js';
import {whichConfiguration} from '../engine/derive.js';
import {known} from '../engine/phases.js';
import {checkStartup, configuredImage, imageVariablesOf} from '../engine/startup-check.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {type Examination, examine, updateSince} from '../evidence/examination.js';
import {type Environment, listVariables, missingVariables} from '../views/environment.js';
import {serviceOf} from './acquire.js';

/** What a bundle says of a service's environment. */
export function describeEnvironment(bundle: Bundle, contract: Contract): Environment {
  const service = serviceOf(bundle);
  const {operations, identity} = bundle.evidence;
  const examination =
    operations.status === 'collected'
      ? examine(operations.value, Date.parse(bundle.collectedAt), bundle.request.deployment)
      : undefined;
  const check = checkStartup(bundle, service, contract, configuredImage(bundle.evidence, service));
  const configuration = whichConfiguration(service, examination?.operation, examination);
  // It informs and judges nothing: a contract on supposition says more than none, and the answer says that it is one.
  const prediction = check.prediction ?? check.supposition;
  const variables = listVariables(service, check.imageVariables ?? [], prediction);
  return {
    schemaVersion: 1,
    service: service.name,
    arn: service.arn,
    account: service.account,
    region: service.region,
    identity: known(identity)?.arn ?? null,
    configuration,
    explanation:
      operations.status === 'collected' || operations.status === 'absent'
        ? explain(configuration, examination)
        : `the configuration that AWS shows now; whether a failed deployment carried another is unknown (${operations.why})`,
    variables,
    imageVariables: imageVariablesOf(check, service),
    missing: missingVariables(variables, prediction),
    contract: check.contract,
    supposed: check.supposition !== null,
    prediction,
  };
}

function explain(configuration: Environment['configuration'], examination: Examination | undefined): string {
  const {operation, state} = examination ?? {state: 'none' as const};
  const what = operation === undefined ? '' : `${operation.type ?? 'deployment'} ${operation.id}`;
  switch (configuration) {
    case 'rolled-back-to':
      return `the configuration rolled back to; the one that failed (${what}) is no longer in the service`;
    case 'attempted':
      return state === 'failed'
        ? `the configuration that failed (${what})`
        : `the configuration of the deployment under way (${what})`;
    case 'changed-since': {
      const since = examination && updateSince(examination);
      const update = since === undefined ? 'a later update' : `a later update (${since.type} ${since.id})`;
      return `the configuration of ${update}; ${what} may have run with another one`;
    }
    case 'current':
      if (state === 'failed' || state === 'rolled-back' || state === 'rolling-back') {
        return `the configuration the service has now; ${what} failed with this same one, as such a deployment changes no variables`;
      }
      return 'the configuration the service has now';
  }
}
