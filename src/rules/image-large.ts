import {defineRule} from '../engine/rule.js';

const GB = 1_000_000_000;
/** Storage of an instance, for the packed and the unpacked image together. Source: App Runner developer guide. */
const STORAGE = 3 * GB;
/** Typical unpacked size of a layer, as a multiple of its packed one. */
const UNPACKING = 2.5;

export const imageLarge = defineRule({
  id: 'image-large',
  title: 'The image may not fit the storage of an instance',
  phase: 'pull',
  severity: 'warning',
  needs: ['image-attempted'],
  check({'image-attempted': image}) {
    const layers = image.manifest?.layers.map((layer) => layer.packedBytes);
    const known = layers?.every((bytes): bytes is number => bytes !== undefined)
      ? layers.reduce((sum, bytes) => sum + bytes, 0)
      : undefined;
    const packed = known ?? image.registryBytes;
    if (packed === undefined || packed * (1 + UNPACKING) < STORAGE) return [];
    return [
      {
        data: {packed, certain: packed >= STORAGE},
        at: [
          {
            evidence: 'image-attempted' as const,
            path: 'registryBytes',
            excerpt: `${(packed / GB).toFixed(2)} GB packed`,
          },
        ],
      },
    ];
  },
  message: ({packed, certain}) =>
    `The image holds ${(Number(packed) / GB).toFixed(2)} GB packed; packed and unpacked together ${certain ? 'do not' : 'may not'} fit the 3 GB of an instance`,
});
