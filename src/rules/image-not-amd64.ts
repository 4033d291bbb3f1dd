import {defineRule} from '../engine/rule.js';
import type {Image} from '../evidence/model.js';

/** App Runner runs linux/amd64 only; the image's own config blob, or its index, is conclusive. */
export const imageNotAmd64 = defineRule({
  id: 'image-not-amd64',
  title: 'The image is not built for linux/amd64',
  phase: 'start',
  severity: 'error',
  needs: ['image-attempted'],
  check({'image-attempted': image}) {
    const platform = foreignPlatform(image);
    if (platform === undefined) return [];
    const path = image.index && !image.manifest ? 'index' : 'config.architecture';
    return [
      {
        data: {platform},
        at: [{evidence: 'image-attempted' as const, path, excerpt: `${image.reference}: ${platform}`}],
      },
    ];
  },
  message: ({platform}) => `The attempted image is built for ${platform}; App Runner runs linux/amd64 only`,
});

/** The platforms of an image that offers no linux/amd64; undefined when it does, or when nothing is known. */
export function foreignPlatform(image: Image): string | undefined {
  const entries = (image.index ?? []).filter((entry) => !entry.attestation && entry.architecture !== undefined);
  if (entries.length > 0) {
    if (entries.some((entry) => entry.architecture === 'amd64' && (entry.os ?? 'linux') === 'linux')) return undefined;
    return entries.map((entry) => `${entry.os ?? '?'}/${entry.architecture}`).join(', ');
  }
  const {architecture, os} = image.config ?? {};
  if (architecture === undefined || architecture === '') return undefined;
  return architecture === 'amd64' && (os ?? 'linux') === 'linux' ? undefined : `${os ?? 'linux'}/${architecture}`;
}
