import {checkedEndpoint} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** The server says on which port it listens, and the health check asks another. */
export const listenPortDiffers = defineRule({
  id: 'listen-port-differs',
  title: 'The application listens on another port than the one checked',
  phase: 'health',
  severity: 'error',
  needs: ['app-records', 'events'],
  mayLack: ['service'],
  check({'app-records': records, events, service}) {
    const {port} = checkedEndpoint(events, known(service));
    const listening = records.filter((record) => record.listen?.port !== undefined);
    const first = listening[0];
    if (port === undefined || first === undefined) return [];
    // Several servers may run in one container: one on the right port is enough.
    if (listening.some((record) => record.listen?.port === port)) return [];
    return [{data: {listens: first.listen?.port ?? null, expected: port}, at: [atRecord(first)]}];
  },
  message: ({listens, expected}) => `The application listens on port ${listens}; App Runner checks port ${expected}`,
});
