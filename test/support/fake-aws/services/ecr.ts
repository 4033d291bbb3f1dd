import {AwsError} from '../aws-error.js';
import type {BuiltImage, BuiltManifest} from '../image.js';
import {number, objects, type Params, page, seconds, text, texts} from '../params.js';
import type {World} from '../world.js';

type Repository = World['repositories'] extends ReadonlyMap<string, infer R> ? R : never;

export const ecr = {
  BatchGetImage(params: Params, world: World): unknown {
    const repository = find(params, world);
    const accepted = texts(params, 'acceptedMediaTypes');
    const images: unknown[] = [];
    const failures: unknown[] = [];
    for (const id of objects(params, 'imageIds') ?? []) {
      const tag = text(id, 'imageTag');
      const digest = text(id, 'imageDigest');
      const manifest = manifestOf(repository, tag, digest);
      if (manifest === undefined) {
        failures.push({imageId: id, failureCode: 'ImageNotFound', failureReason: 'Requested image not found'});
      } else if (accepted !== undefined && !accepted.includes(manifest.mediaType)) {
        failures.push({
          imageId: id,
          failureCode: 'ImageNotFound',
          failureReason: `The requested image has media type ${manifest.mediaType}, which is not accepted`,
        });
      } else {
        images.push({
          registryId: world.account,
          repositoryName: repository.name,
          imageId: {imageDigest: manifest.digest, ...(tag !== undefined && {imageTag: tag})},
          imageManifest: manifest.text,
          imageManifestMediaType: manifest.mediaType,
        });
      }
    }
    return {images, failures};
  },

  DescribeImages(params: Params, world: World): unknown {
    const repository = find(params, world);
    const ids = objects(params, 'imageIds');
    if (ids !== undefined) {
      return {
        imageDetails: ids.map((id) => detailOf(world, repository, text(id, 'imageTag'), text(id, 'imageDigest'))),
      };
    }
    const size = number(params, 'maxResults') ?? 100;
    const {items, next} = page(repository.images, size, text(params, 'nextToken'));
    return {
      imageDetails: items.map((image) => detail(world, repository, image.manifest, image)),
      ...(next !== undefined && {nextToken: next}),
    };
  },

  DescribeRepositories(params: Params, world: World): unknown {
    const names = texts(params, 'repositoryNames');
    for (const name of names ?? []) if (!world.repositories.has(name)) throw noRepository(name, world);
    const all = names ?? [...world.repositories.keys()].sort();
    const {items, next} = page(all, number(params, 'maxResults') ?? 100, text(params, 'nextToken'));
    return {
      repositories: items.map((name) => {
        const description = world.repositories.get(name)?.description;
        return {
          repositoryArn: `arn:aws:ecr:${world.region}:${world.account}:repository/${name}`,
          registryId: world.account,
          repositoryName: name,
          repositoryUri: `${world.account}.dkr.ecr.${world.region}.amazonaws.com/${name}`,
          createdAt: seconds(description?.createdAt ?? '2025-06-01T08:00:00Z'),
          imageTagMutability: description?.tagMutability ?? 'MUTABLE',
        };
      }),
      ...(next !== undefined && {nextToken: next}),
    };
  },

  DescribePullThroughCacheRules(params: Params, world: World): unknown {
    const size = number(params, 'maxResults') ?? 100;
    const {items, next} = page(world.dataset.pullThroughCache ?? [], size, text(params, 'nextToken'));
    return {
      pullThroughCacheRules: items.map((prefix) => ({
        ecrRepositoryPrefix: prefix,
        upstreamRegistryUrl: 'registry.example',
        registryId: world.account,
      })),
      ...(next !== undefined && {nextToken: next}),
    };
  },

  GetDownloadUrlForLayer(params: Params, world: World): unknown {
    const repository = find(params, world);
    const digest = text(params, 'layerDigest') ?? '';
    if (!repository.blobs.has(digest) && !repository.sizeOnly.has(digest)) {
      throw new AwsError(
        'LayersNotFoundException',
        `The layer with digest '${digest}' does not exist in the repository with name '${repository.name}' in the registry with id '${world.account}'`,
      );
    }
    return {downloadUrl: world.layerUrls.sign(world.origin, repository.name, digest), layerDigest: digest};
  },

  GetAuthorizationToken(_params: Params, world: World): unknown {
    return {
      authorizationData: [
        {
          authorizationToken: Buffer.from(`AWS:${REGISTRY_PASSWORD}`).toString('base64'),
          expiresAt: seconds(world.dataset.now) + 12 * 3600,
          proxyEndpoint: world.origin,
        },
      ],
    };
  },
};

/** Password that GetAuthorizationToken hands out for user AWS. */
export const REGISTRY_PASSWORD = 'fake-registry-password';

function find(params: Params, world: World): Repository {
  const name = text(params, 'repositoryName') ?? '';
  const repository = world.repositories.get(name);
  const registry = text(params, 'registryId') ?? world.account;
  if (repository === undefined || registry !== (repository.description.account ?? world.account))
    throw noRepository(name, {...world, account: registry});
  return repository;
}

function noRepository(name: string, world: Pick<World, 'account'>): AwsError {
  return new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${world.account}'`,
  );
}

function imageOf(repository: Repository, tag: string | undefined, digest: string | undefined): BuiltImage | undefined {
  return repository.images.find(
    (image) =>
      (tag === undefined || image.tags.includes(tag)) && (digest === undefined || image.manifest.digest === digest),
  );
}

export function manifestOf(
  repository: Repository,
  tag: string | undefined,
  digest: string | undefined,
): BuiltManifest | undefined {
  const image = imageOf(repository, tag, digest)?.manifest;
  if (image !== undefined || tag !== undefined || digest === undefined) return image;
  // A child of an index is only known by its digest.
  return repository.manifests.get(digest);
}

function detailOf(world: World, repository: Repository, tag: string | undefined, digest: string | undefined): unknown {
  const manifest = manifestOf(repository, tag, digest);
  if (manifest === undefined) {
    throw new AwsError(
      'ImageNotFoundException',
      `The image with imageId {imageDigest:'${digest ?? 'null'}', imageTag:'${tag ?? 'null'}'} does not exist within the repository with name '${repository.name}' in the registry with id '${world.account}'`,
    );
  }
  return detail(world, repository, manifest, imageOf(repository, tag, digest));
}

function detail(world: World, repository: Repository, manifest: BuiltManifest, image: BuiltImage | undefined): unknown {
  const pushedAt = image?.pushedAt ?? repository.images[0]?.pushedAt;
  return {
    registryId: world.account,
    repositoryName: repository.name,
    imageDigest: manifest.digest,
    ...(image !== undefined && image.tags.length > 0 && {imageTags: image.tags}),
    imageSizeInBytes: manifest.bytes,
    ...(pushedAt !== undefined && {imagePushedAt: seconds(pushedAt)}),
    imageManifestMediaType: manifest.mediaType,
    ...(!manifest.mediaType.includes('index') &&
      !manifest.mediaType.includes('list') && {artifactMediaType: configType(manifest)}),
    ...(image?.lastPulledAt !== undefined && {lastRecordedPullTime: seconds(image.lastPulledAt)}),
    imageStatus: 'ACTIVE',
  };
}

function configType(manifest: BuiltManifest): string {
  return (JSON.parse(manifest.text) as {config: {mediaType: string}}).config.mediaType;
}
