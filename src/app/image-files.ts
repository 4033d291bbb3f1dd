import type {Contract} from '../contract/model.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {Evidence, Image, ImageFileComparison} from '../evidence/model.js';

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
  const {openAws} = await import('../aws/clients.js');
  const {openLayerPool} = await import('../image/layer/layer-pool.js');
  const pool = openLayerPool();
  const aws = openAws({profile: options.profile, signal: options.signal});
  try {
    const {parseReference} = await import('../image/reference.js');
    const {resolveImages} = await import('../image/resolve.js');
    const {readContractFiles} = await import('../image/contract-files.js');
    options.progress('reading the layers that differ');
    const [a, b] = await resolveImages([good, bad].map(parseReference), {aws: () => aws, signal: options.signal});
    if (a === undefined || b === undefined) throw new Error('an image was not found');
    const {comparison, problems} = await readContractFiles(a, b, {
      files: contract.files.map(({path}) => path),
      signal: options.signal,
      pool,
    });
    const [problem] = problems;
    if (problem !== undefined) return {...head, status: 'error', why: `${problem.what}: ${problem.why}`};
    return {...head, status: 'collected', value: comparison};
  } catch (error) {
    if (options.signal.aborted) return {...head, status: 'timeout', why: 'the run ended before the layers were read'};
    return {...head, status: 'error', why: error instanceof Error ? error.message : String(error)};
  } finally {
    await pool.close();
    aws.close();
  }
}

function referenceOf(image: Evidence<Image>): string | undefined {
  if (image.status !== 'collected') return undefined;
  const {reference, digest} = image.value;
  // A tag may have been moved since; the digest is what was looked at.
  return digest === undefined
    ? reference
    : `${reference.replace(/@sha256:[0-9a-f]+$/, '').replace(/:[\w][\w.-]*$/, '')}@${digest}`;
}
