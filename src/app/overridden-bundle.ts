import type {Overrides} from '../contract/lookup.js';
import type {Contract} from '../contract/model.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {describeVariable} from '../evidence/describe-value.js';
import type {Evidence, SecretCheck, Service} from '../evidence/model.js';

/** The bundle as it would be with what-if changes to the service's variables. */
export function withOverrides(bundle: Bundle, contract: Contract, {set = {}, unset = []}: Overrides): Bundle {
  const {service, secrets} = bundle.evidence;
  const touched = new Set([...Object.keys(set), ...unset]);
  if (service.status !== 'collected' || touched.size === 0) return bundle;
  const {configuration} = service.value;
  const changed: Service = {
    ...service.value,
    configuration: {
      ...configuration,
      variables: [
        ...configuration.variables.filter(({name}) => !touched.has(name)),
        ...Object.entries(set).map(([name, value]) =>
          describeVariable(contract, bundle.salt, {name, value, source: 'plain'}),
        ),
      ],
      secrets: configuration.secrets.filter(({name}) => !touched.has(name)),
    },
  };
  return {
    ...bundle,
    evidence: {
      ...bundle.evidence,
      service: {...service, value: changed},
      secrets: referencedSecrets(secrets, changed),
    },
  };
}

/** A secret that would no longer be referenced may be missing. */
export function referencedSecrets(
  secrets: Evidence<readonly SecretCheck[]>,
  {configuration}: Service,
): Evidence<readonly SecretCheck[]> {
  if (secrets.status !== 'collected') return secrets;
  const names = new Set(configuration.secrets.map(({name}) => name));
  return {...secrets, value: secrets.value.filter(({variable}) => names.has(variable))};
}
