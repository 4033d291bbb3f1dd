import {formatBytes, formatTime, shortDigest} from './format.js';
import type {ImageSummary, Report, Target} from './model.js';

export interface ImageRow {
  readonly name: string;
  readonly running: string | null;
  readonly attempted: string | null;
  /** Both are known and not the same. */
  readonly differs: boolean;
}

/** The two images side by side; what is known of neither is left out. */
export function imageRows({images, target}: Pick<Report, 'images' | 'target'>, zone: string): readonly ImageRow[] {
  const rows: readonly (readonly [string, (image: ImageSummary) => string | null])[] = [
    ['image', ({reference}) => shortReference(reference, target)],
    ['digest', ({digest}) => (digest === null ? null : shortDigest(digest))],
    ['pushed', ({pushedAt}) => (pushedAt === null ? null : formatTime(pushedAt, zone))],
    ['packed', ({packedBytes}) => (packedBytes === null ? null : formatBytes(packedBytes))],
    ['platform', ({platform}) => platform],
    ['command', ({command}) => command],
    ['built', ({created}) => (created === null ? null : formatTime(created, zone))],
  ];
  return rows
    .map(([name, read]) => {
      const running = images.running === null ? null : read(images.running);
      const attempted = images.attempted === null ? null : read(images.attempted);
      return {name, running, attempted, differs: running !== null && attempted !== null && running !== attempted};
    })
    .filter(({running, attempted}) => running !== null || attempted !== null);
}

/** Where nothing failed there is no second image to set beside the one that runs. */
export function showsAttempted({images, outcome}: Pick<Report, 'images' | 'outcome'>): boolean {
  return images.attempted !== null || outcome !== 'healthy';
}

/** Without the registry's host where it is the one that the service's own account and region suggest. */
export function shortReference(reference: string, {account, region}: Pick<Target, 'account' | 'region'>): string {
  const host = `${account}.dkr.ecr.${region}.amazonaws.com/`;
  return reference.startsWith(host) && reference.length > host.length ? reference.slice(host.length) : reference;
}
