import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** The build may push to "acme/backend" while the service reads "acme-backend". */
export const newerImageInSibling = defineRule({
  id: 'newer-image-in-sibling',
  title: 'A similarly named repository received a newer push',
  phase: 'source',
  severity: 'warning',
  needs: ['sibling-repositories', 'image-running'],
  check({'sibling-repositories': siblings, 'image-running': image}) {
    const pushedAt = image.pushedAt;
    if (pushedAt === undefined) return [];
    return siblings
      .filter(
        (s) => s.newestPushAt !== undefined && s.newestPushAt > pushedAt && isAlike(s.repository, image.repository),
      )
      .slice(0, 1)
      .map((s) => ({
        data: {repository: s.repository, tag: s.newestTag ?? null},
        at: [
          {
            evidence: 'sibling-repositories' as const,
            path: s.repository,
            excerpt: `${s.repository}:${s.newestTag ?? '?'} pushed ${iso(s.newestPushAt ?? 0)}`,
          },
        ],
      }));
  },
  message: ({repository}) => `The repository ${repository} holds a newer image than the one the service reads`,
});

/** The same words, differently joined. */
function isAlike(a: string, b: string): boolean {
  const bare = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return a !== b && bare(a) === bare(b);
}
