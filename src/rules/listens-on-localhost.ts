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
    if (addresses.some((record) => isEverywhere(record.listen?.host ?? ''))) return [];
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

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '[::]' || host === '*' || host === '+';
}

/** Next.js prints "Local: http://localhost" even when it is bound to every address. */
function isNarrow({listen}: AppRecord): boolean {
  const host = listen?.host ?? '';
  if (host === 'localhost') return !/next/i.test(listen?.server ?? '');
  return host.startsWith('127.') || host === '::1' || host === '[::1]' || isOwnName(host);
}

/** The instance's own name, from the HOSTNAME that App Runner injects. */
function isOwnName(host: string): boolean {
  return /^ip-[\d-]+(?:\.|$)/.test(host) || host.endsWith('.internal');
}
