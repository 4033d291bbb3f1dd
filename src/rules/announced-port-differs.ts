import {checkedEndpoint} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import {announcedPort} from '../logs/announced-port.js';

/** A server is announced with a port that is not checked, and no line says where one listens after all. */
export const announcedPortDiffers = defineRule({
  id: 'announced-port-differs',
  title: 'A server is announced on another port than the one checked',
  phase: 'listen',
  severity: 'warning',
  needs: ['app-records', 'events'],
  mayLack: ['service'],
  check({'app-records': records, events, service}) {
    const {port} = checkedEndpoint(events, known(service));
    if (port === undefined || records.some((r) => r.listen?.port !== undefined || r.access !== undefined)) return [];
    const announced = records.flatMap((record) => {
      const line = record.text.trim();
      const named = record.traceback === undefined ? announcedPort(line) : undefined;
      return named === undefined ? [] : [{record, named}];
    });
    const last = announced.at(-1);
    if (last === undefined || announced.some(({named}) => named === port)) return [];
    return [{data: {named: last.named, expected: port}, at: [atRecord(last.record)]}];
  },
  message: ({named, expected}) =>
    `The application announces a server on port ${named}, and App Runner checks port ${expected}; no line says that one listens`,
});
