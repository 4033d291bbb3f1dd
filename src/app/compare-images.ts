import {describeService} from '../aws/app-runner.js';
import {type Aws, openAws} from '../aws/clients.js';
import {mayHaveRootRule} from '../aws/ecr.js';
import {toDiagError} from '../aws/errors.js';
import {usageError} from '../errors.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {parseEcrReference} from '../evidence/image-address.js';
import {createRedactor} from '../evidence/redact.js';
import {findTarget, targetFromArn} from '../evidence/target.js';
import {compareLoaded, compareImages as compareResolved, DEFAULT_PLATFORM, type EarlyEnd} from '../image/compare.js';
import type {ImageComparison} from '../image/comparison.js';
import {type LoadedImage, loadImages} from '../image/image.js';
import type {Platform} from '../image/manifest.js';
import type {FileOptions, ReadProgress} from '../image/read-pair.js';
import {type ImageReference, parseReference} from '../image/reference.js';
import {needsService, type ResolveContext, resolveImages, resolveLocal} from '../image/resolve.js';
import {savedImage} from '../image/source/bundle.js';
import {nameServiceImages, type ServiceImage} from './service-images.js';

export interface CompareImagesOptions {
  readonly service?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Where bare tags are looked for. Default: the service's repository. */
  readonly repository?: string | undefined;
  /** Default linux/amd64. */
  readonly platform?: Platform;
  /** Saved evidence: images that are no local files are those that it holds, and AWS is not asked. */
  readonly bundle?: Bundle | undefined;
  /** Present: layers that differ are read. */
  readonly files?: FileOptions;
  readonly signal?: AbortSignal;
  readonly onStep?: (text: string) => void;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** As what an abort while layers are read leaves the comparison without files, in place of nothing. Default: never. */
  readonly keepsWhatIsKnown?: (reason: unknown) => EarlyEnd | undefined;
  /** Milliseconds without a byte after which a download is taken up again. */
  readonly idleTimeoutMs?: number;
  /** Milliseconds before a broken download is taken up again; doubled each time. */
  readonly retryDelayMs?: number;
}

/**
 * Compares two images by what a user calls them: tags, digests, ECR references, `running`, `attempted`, `oci:DIR`,
 * `docker-archive:FILE`.
 *
 * @throws DiagError (exit 2) for a reference that cannot be read, (exit 3) for an image that cannot be found
 */
export async function compareImages(
  a: string,
  b: string,
  options: CompareImagesOptions = {},
): Promise<ImageComparison> {
  const references = [parseReference(a), parseReference(b)] as const;
  if (options.bundle) return compareSaved(references, options.bundle, options);
  let aws: Aws | undefined;
  const useAws = (region?: string): Aws => {
    aws ??= openAws({
      region: region ?? options.region,
      profile: options.profile,
      signal: options.signal,
    });
    return aws;
  };
  try {
    const service = needsService(references, options.repository)
      ? await lookAtService(
          references.some(({kind}) => kind === 'service'),
          options,
          useAws,
        )
      : {};
    options.onStep?.('reading manifests');
    const [imageA, imageB] = await resolveImages(references, {
      aws: useAws,
      ...service,
      ...(options.repository !== undefined && {repository: {repository: options.repository}}),
      ...(options.signal && {signal: options.signal}),
      ...(options.idleTimeoutMs !== undefined && {idleTimeoutMs: options.idleTimeoutMs}),
    });
    if (!imageA || !imageB) throw new Error('compare images: a reference was lost');
    return await compareResolved(imageA, imageB, {
      redact: redactLine(),
      ...(options.platform && {platform: options.platform}),
      ...(options.files && {files: options.files}),
      ...(options.signal && {signal: options.signal}),
      ...(options.onProgress && {onProgress: options.onProgress}),
      ...(options.keepsWhatIsKnown && {keepsWhatIsKnown: options.keepsWhatIsKnown}),
      ...(options.retryDelayMs !== undefined && {retryDelayMs: options.retryDelayMs}),
    });
  } finally {
    aws?.close();
  }
}

/** Without any network: what a bundle holds of the images, or local files, which are read as ever. */
async function compareSaved(
  references: readonly [ImageReference, ImageReference],
  bundle: Bundle,
  options: CompareImagesOptions,
): Promise<ImageComparison> {
  if (options.files) throw usageError('Files cannot be compared from a bundle: it holds no layers.', [WITHOUT_BUNDLE]);
  const platform = options.platform ?? DEFAULT_PLATFORM;
  let bytesFetched = 0;
  const onBytes = (bytes: number): void => {
    bytesFetched += bytes;
  };
  const load = async (reference: ImageReference): Promise<LoadedImage> => {
    if (reference.kind === 'ecr' || reference.kind === 'service') return savedImage(reference, bundle, platform);
    const [image] = await loadImages([await resolveLocal(reference)], {
      platform,
      onBytes,
      ...(options.signal && {signal: options.signal}),
    });
    return image as LoadedImage;
  };
  const [a, b] = await Promise.all([load(references[0]), load(references[1])]);
  return compareLoaded(a, b, {bytesFetched, salt: bundle.salt, redact: redactLine()});
}

/** Lines of a Dockerfile hold secrets as lines of a log do. */
function redactLine(): (text: string) => string {
  const redactor = createRedactor();
  return (text) => redactor.text(text, 'image');
}

const WITHOUT_BUNDLE = 'Leave --bundle out to read the layers from ECR, or leave --files and --path out.';

type FromService = Pick<ResolveContext, 'repository' | 'serviceImages'>;

async function lookAtService(
  images: boolean,
  options: CompareImagesOptions,
  useAws: (region?: string) => Aws,
): Promise<FromService> {
  options.onStep?.('looking at the service');
  const known = targetFromArn(options.service);
  const aws = useAws(known?.region);
  const target = known ?? (await findTarget(aws, options.service));
  // Beside what names the images; most lie in the service's own registry.
  void mayHaveRootRule(aws, {registryId: target.account, region: target.region}, {signal: options.signal});
  if (images) {
    const signal = options.signal ?? new AbortController().signal;
    const serviceImages = await nameServiceImages(aws, target, signal);
    const {running, attempted} = serviceImages;
    return {serviceImages, ...repositoryOf('reference' in running ? running : attempted)};
  }
  const service = await describeService(aws, target.arn, {signal: options.signal}).catch((error: unknown) => {
    throw toDiagError(error, `describe service ${target.name}`);
  });
  const reference = service?.SourceConfiguration?.ImageRepository?.ImageIdentifier;
  return reference === undefined ? {} : repositoryOf({reference});
}

function repositoryOf(image: ServiceImage): FromService {
  const address = 'reference' in image ? parseEcrReference(image.reference) : undefined;
  return address ? {repository: address.repository} : {};
}
