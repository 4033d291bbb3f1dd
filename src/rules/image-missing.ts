import {isGap} from '../engine/evaluate.js';
import {known} from '../engine/phases.js';
import {defineRule} from '../engine/rule.js';

/** ECR was asked and does not have it: a fact. A denied question is a gap and never comes here. */
export const imageMissing = defineRule({
  id: 'image-missing',
  title: 'The attempted image is not in the repository',
  phase: 'pull',
  severity: 'error',
  needs: ['examination'],
  mayLack: ['image-attempted', 'events', 'service'],
  check({examination, 'image-attempted': image, events, service}) {
    if (image.status !== 'absent' || examination.operation === undefined) return [];
    // Built from source code: there is no image that could be missing.
    if (known(service)?.source.kind === 'code') return [];
    const pulled = events.status === 'collected' && events.value.some((event) => event.kind === 'pull-ok');
    // Pulled then, gone now: a lifecycle policy's work since, not the cause of that failure.
    if (pulled) return [];
    // A log that was not read, or not to its end, does not say that nothing was pulled.
    const unread = isGap(events) || (events.status === 'collected' && events.truncated === true);
    return [
      {
        data: {pullSeen: unread ? 'unknown' : 'no'},
        at: [{evidence: 'image-attempted' as const, excerpt: image.why}],
      },
    ];
  },
  message: ({pullSeen}) =>
    `ECR does not have the image that this deployment asked for${
      pullSeen === 'unknown' ? ' now; whether it was pulled then is unknown, for the service log was not read' : ''
    }`,
});
