import {checkedEndpoint} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

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
    const seen = wrong !== undefined && !listening.some((r) => r.listen?.port === port);
    return [
      {
        severity: seen ? 'error' : 'info',
        data: {seen},
        at: [
          {evidence: 'service' as const, path: 'configuration.startCommand', excerpt: start},
          {evidence: 'image-attempted' as const, path: 'config.cmd', excerpt: own.join(' ')},
          ...(wrong ? [atRecord(wrong)] : []),
        ],
      },
    ];
  },
  message: ({seen}) =>
    seen
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
