import {known} from '../engine/phases.js';
import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import {callOfOperation, type Examination} from '../evidence/examination.js';
import type {ChangeEvent, Image} from '../evidence/model.js';

/** An update to an earlier image: after a failure, or from another one. That it is old is what was meant. */
function wentBack(
  {operation, previousGood, failedBefore}: Examination,
  image: Image,
  changes: readonly ChangeEvent[],
): boolean {
  if (operation?.type !== 'UPDATE_SERVICE' || previousGood === undefined) return false;
  const before = callOfOperation(previousGood, changes)?.image;
  return failedBefore !== undefined || (before !== undefined && before !== image.reference);
}

/** A deployment that succeeded with an image that an earlier deployment already had: nothing new was deployed. */
export const pushedBeforePrevious = defineRule({
  id: 'pushed-before-previous',
  title: 'The deployed image was not pushed anew',
  phase: 'source',
  severity: 'warning',
  needs: ['examination', 'image-running'],
  mayLack: ['change-history'],
  check({examination, 'image-running': image, 'change-history': history}) {
    const {operation, previousGood, state} = examination;
    if (
      state !== 'succeeded' ||
      operation === undefined ||
      previousGood?.startedAt === undefined ||
      image.pushedAt === undefined
    )
      return [];
    if (image.pushedAt >= previousGood.startedAt) return [];
    if (wentBack(examination, image, known(history) ?? [])) return [];
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
