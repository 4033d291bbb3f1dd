import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

export const hostNotAllowed = defineRule({
  id: 'host-not-allowed',
  title: 'The application refuses the host of the request',
  phase: 'health',
  severity: 'error',
  needs: ['app-records'],
  check({'app-records': records}) {
    const hit = firstMatch(
      records,
      /DisallowedHost|Invalid HTTP_HOST header|Invalid host header|Blocked hosts?:|Host .{1,80} is not allowed/i,
    );
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: () => 'The application refuses requests whose Host header it does not know, health checks included',
});
