import {checkedEndpoint, isHealthPath} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** What the application itself answered on the health path. The edge answers 404 too, but not in this log. */
export const healthPathAnswered = defineRule({
  id: 'health-path-answered',
  title: 'What the application answered on the health path',
  phase: 'health',
  severity: 'error',
  needs: ['app-records', 'events'],
  mayLack: ['service'],
  check({'app-records': records, events, service}) {
    const {path, protocol} = checkedEndpoint(events, known(service));
    if (path === undefined || protocol?.toUpperCase() === 'TCP') return [];
    const answers = records.filter((record) => record.access !== undefined && isHealthPath(record.access.path, path));
    const last = answers.at(-1);
    if (last?.access === undefined) return [];
    // One good answer late in the window shows a slow start, not a wrong path: the last answer speaks.
    const {status} = last.access;
    return [
      {
        severity: status < 300 ? 'info' : 'error',
        data: {status, path, count: answers.length, class: classOf(status)},
        at: [atRecord(last)],
      },
    ];
  },
  message: ({status, path, count}) =>
    `The application answered ${status} on the health path ${path} (${count} request${count === 1 ? '' : 's'} in the log)`,
});

function classOf(status: number): string {
  if (status < 300) return 'ok';
  if (status === 401 || status === 403) return 'auth';
  if (status === 404 || status === 405 || status === 410) return 'missing';
  if (status === 400 || status === 421) return 'host';
  if (status < 400) return 'redirect';
  return status >= 500 ? 'failing' : 'other';
}
