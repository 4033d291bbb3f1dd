import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const NOT_AVAILABLE = /EADDRNOTAVAIL|Cannot assign requested address|address not available/i;
/** A client that cannot connect prints the same words: that is no server. */
const CLIENT = /\bconnect EADDRNOTAVAIL|\bsyscall: 'connect'|\bconnecting to\b|\bdial tcp\b|NewConnectionError/i;

export const addressNotAvailable = defineRule({
  id: 'address-not-available',
  title: 'The application could not bind to its address',
  phase: 'listen',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  check({'app-records': records}) {
    const hit = firstMatch(
      records.filter(({text}) => !CLIENT.test(text)),
      NOT_AVAILABLE,
    );
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: () =>
    'The application tried to listen on an address that the instance does not have (often the injected HOSTNAME)',
});
