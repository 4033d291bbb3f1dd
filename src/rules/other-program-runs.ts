import {firstMatch} from '../engine/app-log.js';
import {checkedEndpoint} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** Workers of a queue, when they are ready: Celery, celery beat, Sidekiq, RQ. */
const WORKER = /\bcelery@\S+ .*ready\.$|\bbeat: Starting\.\.\.|\bBooting Sidekiq \d|\bWorker rq:worker:\S+ started/;

/** A StartCommand overrides the image's command, and what runs is not what the health check expects. */
export const otherProgramRuns = defineRule({
  id: 'other-program-runs',
  title: 'A StartCommand runs another program than the image was made for',
  phase: 'start',
  severity: 'error',
  needs: ['service', 'image-attempted', 'events'],
  mayLack: ['app-records'],
  check({service, 'image-attempted': image, events, 'app-records': records}) {
    const start = service.configuration.startCommand;
    const own = [...(image.config?.entrypoint ?? []), ...(image.config?.cmd ?? [])];
    if (start === undefined || own.length === 0 || program(start.split(/\s+/)) === program(own)) return [];
    const {port} = checkedEndpoint(events, service);
    const listening = (known(records) ?? []).filter((r) => r.listen?.port !== undefined);
    const wrong = listening.find((r) => r.listen?.port !== port);
    const worker = listening.length === 0 ? firstMatch(known(records) ?? [], WORKER) : undefined;
    const seen = worker !== undefined || (wrong !== undefined && !listening.some((r) => r.listen?.port === port));
    return [
      {
        severity: seen ? 'error' : 'info',
        data: {seen, ...(worker && {worker: true})},
        at: [
          {evidence: 'service' as const, path: 'configuration.startCommand', excerpt: start},
          {evidence: 'image-attempted' as const, path: 'config.cmd', excerpt: own.join(' ')},
          ...(worker ? [atRecord(worker.record, worker.line)] : wrong ? [atRecord(wrong)] : []),
        ],
      },
    ];
  },
  message: ({seen, worker}) =>
    worker
      ? "The StartCommand overrides the image's own command, and what runs is a queue worker, which never listens"
      : seen
        ? "The StartCommand overrides the image's own command, and the program that runs listens elsewhere than the check asks"
        : "The StartCommand overrides the image's own command",
});

const WRAPPERS = new Set([
  'sh',
  'bash',
  'ash',
  'dash',
  '-c',
  '-lc',
  'exec',
  'env',
  'python',
  'python3',
  'node',
  '-m',
  'poetry',
  'run',
  'uv',
  'pipenv',
  'npx',
  'npm',
  'yarn',
  'pnpm',
  'tini',
  '--',
  'dumb-init',
]);

/** The first word that says what runs: "app.main:app" and "server.js" rather than python or node. */
function program(words: readonly string[]): string {
  const parts = words.flatMap((word) => word.replace(/['"]/g, '').split(/\s+/)).filter((word) => word !== '');
  const named = parts.filter((word) => !WRAPPERS.has(word.split('/').at(-1) ?? word) && !word.startsWith('-'));
  return (
    (named.find((word) => word.includes(':') && !/^\d|:\d+$/.test(word)) ?? named[0] ?? parts[0] ?? '')
      .split('/')
      .at(-1) ?? ''
  );
}
