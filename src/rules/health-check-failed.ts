import {exitedByItself} from '../engine/exits.js';
import {atEvent} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/**
 * The health check failed and the program did not exit: an unhealthy instance that App Runner stops is no exit. "Check
 * your configured port number" in that line is printed for every failed check and is no evidence for a port, so it is
 * not passed on.
 */
export const healthCheckFailed = defineRule({
  id: 'health-check-failed',
  title: 'The health check failed while no exit was reported',
  phase: 'health',
  severity: 'error',
  needs: ['events'],
  check({events}) {
    if (exitedByItself(events)) return [];
    const failed = events.filter(
      (event) =>
        event.kind === 'health-check-failed' ||
        (event.kind === 'deployment' && event.what === 'failed' && /health check/i.test(event.reason ?? '')),
    );
    const first = failed[0];
    if (first === undefined) return [];
    const started = events.find((event) => event.kind === 'health-check-started');
    const details = failed.find((event) => event.kind === 'health-check-failed') ?? started;
    const seconds = started === undefined ? null : Math.round((first.timestamp - started.timestamp) / 1000);
    return [
      {
        data: {
          protocol: (details && 'protocol' in details && details.protocol) || null,
          path: (details && 'path' in details && details.path) || null,
          port: (details && 'port' in details && details.port) || null,
          seconds,
        },
        at: [first, ...(started ? [started] : [])].map(atEvent),
      },
    ];
  },
  message: ({protocol, path, port, seconds}) =>
    `The ${protocol ?? ''} health check${path ? ` on ${path}` : ''}${port ? ` port ${port}` : ''} failed${
      seconds === null || seconds === undefined ? '' : ` after ${seconds} s`
    }, and App Runner reported no exit of the program's own`.replace('The  health', 'The health'),
});
