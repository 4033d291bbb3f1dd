import {defineRule} from '../engine/rule.js';

export const indexHasAttestations = defineRule({
  id: 'index-has-attestations',
  title: 'The image index carries attestation entries',
  phase: 'pull',
  severity: 'info',
  needs: ['image-attempted'],
  check({'image-attempted': image}) {
    const entries = (image.index ?? []).filter((entry) => entry.attestation);
    if (entries.length === 0) return [];
    return [
      {
        data: {count: entries.length},
        at: [
          {
            evidence: 'image-attempted' as const,
            path: 'index',
            excerpt: `${entries.length} unknown/unknown entr${entries.length === 1 ? 'y' : 'ies'}`,
          },
        ],
      },
    ];
  },
  message: ({count}) =>
    `The image is an index with ${count} attestation entr${count === 1 ? 'y' : 'ies'} (unknown/unknown): common, and unproven as a cause on App Runner`,
});
