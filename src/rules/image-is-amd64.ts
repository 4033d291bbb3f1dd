import {defineRule} from '../engine/rule.js';

export const imageIsAmd64 = defineRule({
  id: 'image-is-amd64',
  title: 'The image is built for linux/amd64',
  phase: 'start',
  severity: 'info',
  needs: ['image-attempted'],
  mayLack: ['events'],
  check({'image-attempted': image, events}) {
    const {architecture, os} = image.config ?? {};
    if (architecture !== 'amd64' || (os ?? 'linux') !== 'linux') return [];
    return [
      {
        data: {eventsRead: events.status === 'collected'},
        at: [
          {
            evidence: 'image-attempted' as const,
            path: 'config.architecture',
            excerpt: `${image.reference}: linux/amd64`,
          },
        ],
      },
    ];
  },
  message: () => 'The attempted image says of itself that it is linux/amd64',
});
