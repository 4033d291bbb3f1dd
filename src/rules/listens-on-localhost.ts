import {isOwnName, listensEverywhere} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import type {AppRecord} from '../logs/model.js';

/** Servers whose printed address is the one they bind to. Others print what their author wrote. */
const HONEST =
  /uvicorn|gunicorn|hypercorn|daphne|flask|werkzeug|django|kestrel|vite|puma|webrick|next|caddy|nginx|waitress/i;

export const listensOnLocalhost = defineRule({
  id: 'listens-on-localhost',
  title: 'The application listens on one address only',
  phase: 'listen',
  severity: 'error',
  needs: ['app-records'],
  check({'app-records': records}) {
    const addresses = records.filter((record) => record.listen?.host !== undefined);
    if (listensEverywhere(addresses).length > 0) return [];
    const bound = addresses.find((record) => isNarrow(record));
    if (bound?.listen?.host === undefined) return [];
    const {host, server} = bound.listen;
    const certain =
      host.startsWith('127.') ||
      host === '::1' ||
      host === '[::1]' ||
      isOwnName(host) ||
      (host === 'localhost' && HONEST.test(server ?? ''));
    return [{data: {host, certain}, at: [atRecord(bound)]}];
  },
  message: ({host}) =>
    `The application listens on ${host} only, where no health check from outside the process can reach it`,
});

/** Next.js prints "Local: http://localhost" even when it is bound to every address. */
function isNarrow({listen}: AppRecord): boolean {
  const host = listen?.host ?? '';
  if (host === 'localhost') return !/next/i.test(listen?.server ?? '');
  return host.startsWith('127.') || host === '::1' || host === '[::1]' || isOwnName(host);
}
