import type {Contract} from './contract/model.js';
import type {Bundle} from './evidence/bundle-model.js';
import type {Evidence, Image, ImageFileComparison} from './evidence/model.js';
import type {ImageComparison} from './image/comparison.js';

type FileEvidence = Evidence<ImageFileComparison>;

/**
 * Adds to a bundle what became of the contract's files between the good and the attempted image. Streams the layers
 * that differ; what cannot be read becomes a gap.
 */
export async function addImageFiles(
  bundle: Bundle,
  contract: Contract,
  options: {
    readonly profile?: string | undefined;
    readonly signal: AbortSignal;
    readonly progress: (text: string) => void;
  },
): Promise<Bundle> {
  const head = {id: 'image-files', source: 'the layers that differ', at: bundle.collectedAt} as const;
  const [good, bad] = [referenceOf(bundle.evidence['image-running']), referenceOf(bundle.evidence['image-attempted'])];
  const found: FileEvidence =
    good === undefined || bad === undefined
      ? {...head, status: 'skipped', why: 'the two images are not both known'}
      : good === bad
        ? {...head, status: 'skipped', why: 'both are the same image'}
        : await compare(head, [good, bad], contract, options);
  return {...bundle, evidence: {...bundle.evidence, 'image-files': found}};
}

async function compare(
  head: Pick<FileEvidence, 'id' | 'source' | 'at'>,
  [good, bad]: readonly [string, string],
  contract: Contract,
  options: Parameters<typeof addImageFiles>[2],
): Promise<FileEvidence> {
  try {
    const {compareImages} = await import('./compare-images.js');
    const comparison = await compareImages(good, bad, {
      profile: options.profile,
      signal: options.signal,
      files: {contract: contract.files.map(({path}) => path)},
      onStep: options.progress,
    });
    const [problem] = comparison.problems;
    if (comparison.files === undefined || problem !== undefined) {
      const fix = problem?.fix;
      return {...head, status: 'error', why: problem?.why ?? 'no layer could be read', ...(fix !== undefined && {fix})};
    }
    return {...head, status: 'collected', value: toEvidence(comparison)};
  } catch (error) {
    if (options.signal.aborted) return {...head, status: 'timeout', why: 'the run ended before the layers were read'};
    return {...head, status: 'error', why: error instanceof Error ? error.message : String(error)};
  }
}

function toEvidence({files, packages}: ImageComparison): ImageFileComparison {
  const removed = packages?.removed ?? [];
  return {
    // In shared layers or nowhere: equal either way, but not known to be there, so nothing is said of it.
    files: (files?.contract ?? []).flatMap(({path, change}) =>
      change === 'in-shared-layers-or-missing' ? [] : [{path, change}],
    ),
    removedPackages: removed.map(({ecosystem, name, a}) => ({ecosystem, name, ...(a !== null && {version: a})})),
  };
}

function referenceOf(image: Evidence<Image>): string | undefined {
  if (image.status !== 'collected') return undefined;
  const {reference, digest} = image.value;
  // A tag may have been moved since; the digest is what was looked at.
  return digest === undefined
    ? reference
    : `${reference.replace(/@sha256:[0-9a-f]+$/, '').replace(/:[\w][\w.-]*$/, '')}@${digest}`;
}
