import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** A push needs some minutes to become an operation; only an older one is missed. */
const GRACE = 15 * 60_000;

export const pushWithoutDeployment = defineRule({
  id: 'push-without-deployment',
  title: 'A newer push was not deployed',
  phase: 'source',
  severity: 'warning',
  needs: ['service', 'operations', 'image-running', 'examination'],
  check({service, operations, 'image-running': image, examination}) {
    const started = examination.operation?.startedAt;
    if (service.autoDeploy !== true || image.pushedAt === undefined || started === undefined || operations.length === 0)
      return [];
    if (examination.requested || image.digest === undefined || image.reference.includes('@sha256:')) return [];
    if (image.pushedAt <= started + GRACE) return [];
    return [
      {
        data: {pushedAt: iso(image.pushedAt)},
        at: [
          {
            evidence: 'image-running' as const,
            path: 'pushedAt',
            excerpt: `${image.reference} pushed ${iso(image.pushedAt)}`,
          },
          {
            evidence: 'operations' as const,
            path: examination.operation?.id ?? '',
            excerpt: `last operation started ${iso(started)}`,
          },
        ],
      },
    ];
  },
  message: ({pushedAt}) =>
    `Automatic deployments are on, the image was pushed at ${pushedAt}, and no operation followed`,
});
