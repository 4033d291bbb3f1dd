import type {Dataset} from '../../test/support/fake-aws.js';
import {rolledBackIncident} from '../../test/support/incident.js';

export {startFakeAws} from '../../test/support/fake-aws.js';
export {rolledBackIncident} from '../../test/support/incident.js';
export {movedTo} from '../../test/support/incidents.js';

/** A region with so many services, each with the history, logs and images of the rolled back one. */
export function manyServices(count: number): Dataset {
  const one = rolledBackIncident();
  const [service] = one.services ?? [];
  const repository = one.repositories?.['my-api'];
  if (service === undefined || repository === undefined) throw new Error('make services: the incident has none');
  const numbered = Array.from({length: count}, (_, i) => ({
    ...service,
    name: `my-api-${String(i).padStart(3, '0')}`,
    id: i.toString(16).padStart(32, '0'),
  }));
  return {...one, services: numbered};
}
