import {acquireBundle} from '../app/acquire.js';
import type {ChosenContract} from '../app/chosen-contract.js';
import {type Aws, openAws} from '../aws/clients.js';
import type {Invocation} from '../base-command.js';
import {DiagError, usageError} from '../errors.js';
import {emptyEvidence} from '../evidence/bundle.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {newSalt} from '../evidence/describe-value.js';
import type {Evidence, Image, ImageFileComparison} from '../evidence/model.js';
import {createVariables, type Variables} from '../evidence/variables.js';
import {readEntryFiles} from '../image/files/entry-files.js';
import {loadImages} from '../image/image.js';
import {type ImageReference, parseReference} from '../image/reference.js';
import {resolveImages} from '../image/resolve.js';
import type {ResolvedImage} from '../image/source/source.js';
import {toolVersion} from '../version.js';
import {imageOf} from './loaded-image.js';

export interface LookOptions extends ChosenContract {
  readonly image: string;
  readonly withService: boolean;
  readonly resolveSecrets: boolean;
}

export interface Look {
  /** `image-attempted` is the image in question. */
  readonly bundle: Bundle;
  /** Describes under the bundle's salt; knows the values of a local image's ENV, which nobody has masked yet. */
  readonly variables: Variables;
  readonly isLocal: boolean;
  /** The image's source, for whoever reads its layers. */
  readonly open: () => Promise<ResolvedImage>;
  /** Ends the connections that reading the image opened. */
  readonly close: () => void;
}

/** An image that was found, and how to let go of it. */
interface Opened {
  readonly resolved: ResolvedImage;
  readonly close: () => void;
}

/** The image in question, and the service it is for. */
export async function lookBefore(invocation: Invocation, options: LookOptions): Promise<Look> {
  const reference = parseReference(options.image);
  const isLocal = reference.kind === 'oci-layout' || reference.kind === 'docker-archive';
  if (!options.withService && reference.kind === 'service') {
    throw usageError(`Without a service there is no ${options.image} image.`, ['Name the image itself.']);
  }
  if (!isLocal && options.withService) return lookAtService(invocation, options, reference);

  const opening = resolveOne(invocation, reference);
  try {
    const collecting = options.withService
      ? acquireBundle(invocation, {
          ...options,
          only: ['identity', 'service', 'operations', 'image-running', 'secrets', 'roles'],
        })
      : serviceless(options);
    // Both at once: an image that fails while the service is still read must not go unheard, which ends the process.
    const [base, {resolved, close}] = await Promise.all([collecting, opening]);
    const [loaded] = await loadImages([resolved], {
      platform: {os: 'linux', architecture: 'amd64'},
      signal: invocation.signal,
    });
    if (loaded === undefined) throw new Error('the image was lost');
    const variables = createVariables(options.contract, base.salt);
    const found: Evidence<Image> = {
      id: 'image-attempted',
      source: resolved.source.where,
      at: base.collectedAt,
      status: 'collected',
      value: imageOf(loaded, variables.describe),
    };
    return {bundle: withImage(base, found), variables, isLocal, open: async () => resolved, close};
  } catch (error) {
    opening.then(
      ({close}) => close(),
      () => undefined,
    );
    throw error;
  }
}

/** An image in ECR is read as the attempted one is: by the collectors. */
async function lookAtService(invocation: Invocation, options: LookOptions, reference: ImageReference): Promise<Look> {
  const {image} = options;
  const repository = invocation.settings.repository?.value;
  const isBare = reference.kind === 'ecr' && reference.repository === undefined && reference.tag !== undefined;
  const named =
    reference.kind === 'service' ? undefined : isBare && repository !== undefined ? `${repository}:${image}` : image;
  const collected = await acquireBundle(invocation, {
    ...options,
    ...(invocation.bundle === undefined && named !== undefined && {bad: named}),
    only: ['identity', 'service', 'operations', 'image-attempted', 'image-running', 'secrets', 'roles'],
  });
  const {'image-attempted': attempted, 'image-running': running} = collected.evidence;
  const wanted = reference.kind === 'service' && reference.which === 'running' ? running : attempted;
  if (invocation.bundle !== undefined && named !== undefined && !holds(wanted, named)) {
    throw usageError(`${invocation.bundle} does not hold the image ${image}.`, [
      'Offline: attempted, running, oci:DIR[:TAG] or docker-archive:FILE.',
      'Leave --bundle out to look at AWS.',
    ]);
  }
  const bundle = withImage(collected, {...wanted, id: 'image-attempted'});
  const opened: Opened[] = [];
  return {
    bundle,
    variables: createVariables(options.contract, bundle.salt),
    isLocal: false,
    open: async () => {
      if (wanted.status !== 'collected')
        throw new DiagError('the image is not known', {code: 'IMAGE_NOT_FOUND', exitCode: 3});
      const {digest, reference: found} = wanted.value;
      const address = found.replace(/@sha256:[0-9a-f]+$/, '').replace(/:[\w][\w.-]*$/, '');
      const image = await resolveOne(invocation, parseReference(digest === undefined ? found : `${address}@${digest}`));
      opened.push(image);
      return image.resolved;
    },
    close: () => {
      for (const {close} of opened) close();
    },
  };
}

function holds(image: Evidence<Image>, named: string): boolean {
  if (image.status !== 'collected') return false;
  const {reference, tag, digest} = image.value;
  return (
    reference === named || tag === named || digest === named.replace(/^.*@/, '') || reference.endsWith(`/${named}`)
  );
}

async function resolveOne(invocation: Invocation, reference: ImageReference): Promise<Opened> {
  let aws: Aws | undefined;
  const repository = invocation.settings.repository?.value;
  const region = reference.kind === 'ecr' ? reference.region : undefined;
  try {
    const [resolved] = await resolveImages([reference], {
      aws: () => {
        aws ??= openAws({
          region: region ?? invocation.region,
          profile: invocation.profile,
          signal: invocation.signal,
        });
        return aws;
      },
      ...(repository !== undefined && {repository: {repository}}),
      signal: invocation.signal,
    });
    if (resolved === undefined) throw new Error('the image was lost');
    return {resolved, close: () => aws?.close()};
  } catch (error) {
    aws?.close();
    throw error;
  }
}

function serviceless({contract, contractChosenBy}: LookOptions): Bundle {
  const at = new Date().toISOString();
  return {
    format: 'nerava-diag-bundle',
    schemaVersion: 1,
    tool: {name: 'nerava-diag', version: toolVersion()},
    collectedAt: at,
    request: {},
    salt: newSalt(),
    contract: {name: contract.name, chosenBy: contractChosenBy},
    evidence: emptyEvidence(at, 'judged without a service'),
    redactions: [],
  };
}

function withImage(bundle: Bundle, image: Evidence<Image>): Bundle {
  return {...bundle, evidence: {...bundle.evidence, 'image-attempted': image}};
}

/** Reads the layers, and says whether what the command names is in them. */
export async function lookIntoLayers(
  look: Look,
  startCommand: readonly string[] | undefined,
  invocation: Invocation,
): Promise<Evidence<ImageFileComparison>> {
  const head = {id: 'image-files', source: 'the image’s layers', at: look.bundle.collectedAt} as const;
  try {
    const {files, problems} = await readEntryFiles(await look.open(), {
      ...(startCommand !== undefined && {startCommand}),
      signal: invocation.signal,
      onBytes: (bytes, total) =>
        invocation.progress.update(`reading layers: ${Math.round((100 * bytes) / Math.max(1, total))} %`),
    });
    const [problem] = problems;
    if (problem !== undefined) return {...head, status: 'error', why: `${problem.what}: ${problem.why}`};
    return {...head, status: 'collected', value: files};
  } catch (error) {
    if (invocation.signal.aborted) throw error;
    return {...head, status: 'error', why: error instanceof Error ? error.message : String(error)};
  }
}
