import {listensEverywhere} from '../engine/app-log.js';
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
    const right = listensEverywhere(records).find((r) => port !== undefined && r.listen?.port === port);
    return right === undefined ? [] : [{data: {port: port ?? null}, at: [atRecord(right)]}];
  },
  message: ({port}) => `The application listens on port ${port} of every address`,
});
