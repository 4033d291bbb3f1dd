import {checkedEndpoint} from '../engine/health.js';
import {defineRule} from '../engine/rule.js';

/**
 * After a rollback the version that was kept runs, and App Runner checks it by the configuration that it shows: where
 * that is an HTTP check on the very path that failed, the path is right for the one version and not for the other.
 */
export const keptVersionPassesCheck = defineRule({
  id: 'kept-version-passes-check',
  title: 'The version that was kept passes the same health check',
  phase: 'health',
  severity: 'info',
  needs: ['service', 'events', 'examination'],
  judgesConfiguration: true,
  check({service, events, examination}) {
    if (examination.state !== 'rolled-back' || service.status !== 'RUNNING') return [];
    const {path, protocol, from} = checkedEndpoint(events, service);
    const now = service.healthCheck;
    if (from !== 'service-log' || path === undefined || now?.path !== path) return [];
    if (protocol?.toUpperCase() !== 'HTTP' || now.protocol?.toUpperCase() !== 'HTTP') return [];
    return [
      {
        data: {path},
        at: [{evidence: 'service' as const, path: 'healthCheck.path', excerpt: `RUNNING, checked by HTTP on ${path}`}],
      },
    ];
  },
  message: ({path}) =>
    `The version that was kept is RUNNING under the same check, HTTP on ${path}: it answers there, the new one does not`,
});
