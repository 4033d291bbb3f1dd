import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** A deployment that succeeded with an image that an earlier deployment already had: nothing new was deployed. */
export const pushedBeforePrevious = defineRule({
  id: 'pushed-before-previous',
  title: 'The deployed image was not pushed anew',
  phase: 'source',
  severity: 'warning',
  needs: ['examination', 'image-running'],
  check({examination, 'image-running': image}) {
    const {operation, previousGood, state} = examination;
    if (
      state !== 'succeeded' ||
      operation === undefined ||
      previousGood?.startedAt === undefined ||
      image.pushedAt === undefined
    )
      return [];
    if (image.pushedAt >= previousGood.startedAt) return [];
    return [
      {
        data: {type: operation.type ?? null, pushedAt: iso(image.pushedAt), previous: iso(previousGood.startedAt)},
        at: [
          {
            evidence: 'image-running' as const,
            path: 'pushedAt',
            excerpt: `${image.reference} pushed ${iso(image.pushedAt)}`,
          },
          {
            evidence: 'operations' as const,
            path: previousGood.id,
            excerpt: `previous deployment started ${iso(previousGood.startedAt)}`,
          },
        ],
      },
    ];
  },
  message: ({pushedAt, previous}) =>
    `The image was pushed at ${pushedAt}, before the previous deployment (${previous}): this deployment brought nothing new`,
});
