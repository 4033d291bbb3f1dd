import {describeImages, listRepositories} from '../../aws/ecr.js';
import type {Found} from '../attempt.js';
import {parseEcrReference} from '../image-address.js';
import type {SiblingRepository} from '../model.js';
import type {OptionalContext} from './optional-context.js';
import {given} from './service.js';

const MAX_SIBLINGS = 6;

/** Repositories named so alike that a push may have gone to the wrong one, and their newest image. */
export async function collectSiblings(
  {aws, service}: OptionalContext,
  signal: AbortSignal,
): Promise<Found<readonly SiblingRepository[]>> {
  const own = service.source.kind === 'image' ? parseEcrReference(service.source.image) : undefined;
  if (own === undefined) return {absent: 'the service takes no image from a repository in ECR'};
  const {registryId, region, repository} = own.repository;
  const {names, complete} = await listRepositories(aws, {registryId, region}, {signal});
  const alike = names
    .filter((name) => name !== repository && isAlike(name, repository))
    .sort()
    .slice(0, MAX_SIBLINGS);
  const siblings = await Promise.all(
    alike.map(async (name): Promise<SiblingRepository | undefined> => {
      try {
        const images = await describeImages(aws, {registryId, region, repository: name}, undefined, {
          signal,
          limit: 1000,
        });
        const newest = images.reduce<(typeof images)[number] | undefined>(
          (best, image) => ((image.pushedAt ?? 0) > (best?.pushedAt ?? 0) ? image : best),
          undefined,
        );
        return {
          repository: name,
          ...given('newestPushAt', newest?.pushedAt),
          ...given('newestTag', newest?.tags[0]),
        };
      } catch {
        // One sibling that may not be read is no reason to drop the others; it is not said to be old.
        return undefined;
      }
    }),
  );
  return {value: siblings.filter((s) => s !== undefined), ...(!complete && {truncated: true})};
}

/** "acme/backend" and "acme-backend", "my-api" and "my-api-prod": one name holds the other, separators aside. */
export function isAlike(a: string, b: string): boolean {
  const [x, y] = [plain(a), plain(b)];
  const [lastX, lastY] = [plain(a.slice(a.lastIndexOf('/') + 1)), plain(b.slice(b.lastIndexOf('/') + 1))];
  if (x === y || lastX === lastY) return true;
  const [short, long] = x.length < y.length ? [x, y] : [y, x];
  return short.length >= 4 && long.includes(short);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
