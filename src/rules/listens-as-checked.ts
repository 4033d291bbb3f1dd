import {checkedEndpoint} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

export const listensAsChecked = defineRule({
  id: 'listens-as-checked',
  title: 'The application listens on the checked port on all addresses',
  phase: 'listen',
  severity: 'info',
  needs: ['app-records', 'events'],
  mayLack: ['service'],
  check({'app-records': records, events, service}) {
    const {port} = checkedEndpoint(events, known(service));
    const right = records.find((r) => r.listen?.port === port && port !== undefined && isEverywhere(r.listen?.host));
    return right === undefined ? [] : [{data: {port: port ?? null}, at: [atRecord(right)]}];
  },
  message: ({port}) => `The application listens on port ${port} of every address`,
});

function isEverywhere(host: string | undefined): boolean {
  return host === '0.0.0.0' || host === '::' || host === '[::]' || host === '*' || host === '+';
}
