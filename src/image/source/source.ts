import type {TakePiece} from '../../aws/body-reader.js';

export type {TakePiece};

/** Where an image's bytes come from. The comparison knows only this. */
export interface ImageSource {
  readonly kind: 'ecr' | 'oci-layout' | 'docker-archive' | 'bundle';
  /** In words: "repository my-api", "OCI layout ./out". */
  readonly where: string;
  /** Manifests by digest, their bytes checked against it; what is missing is left out. */
  manifests(digests: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, ManifestText>>;
  /** Asks for what a blob's first byte waits for, before it is read. */
  prepare?(blob: BlobRef, signal?: AbortSignal): void;
  /**
   * Hands over the bytes of a blob from `from` (default 0) up to but without `to` (default: the end), in order. Throws
   * ImageProblem; a transient one may be asked again. The digest is the caller's to check.
   */
  read(blob: BlobRef, take: TakePiece, options?: ReadRange): Promise<void>;
}

export interface BlobRef {
  readonly digest: string;
  readonly size: number;
}

export interface ReadRange {
  readonly from?: number;
  readonly to?: number;
  readonly signal?: AbortSignal;
}

export interface ManifestText {
  readonly digest: string;
  readonly mediaType: string;
  /** The exact bytes that were pushed. */
  readonly text: string;
}

/** A reference that was found. */
export interface ResolvedImage {
  readonly reference: string;
  readonly source: ImageSource;
  readonly repository?: string;
  readonly registryId?: string;
  readonly region?: string;
  readonly tag?: string;
  /** Other tags of the same digest. */
  readonly tags: readonly string[];
  /** A docker-archive has no manifest of its own, hence no digest. */
  readonly digest?: string;
  readonly manifest: ManifestText;
  /** Epoch milliseconds. */
  readonly pushedAt?: number;
  readonly lastPulledAt?: number;
  /** What the registry says: packed bytes; of an index its largest manifest. */
  readonly registryBytes?: number;
  readonly status?: string;
  readonly gaps: readonly {readonly what: string; readonly why: string; readonly fix?: string}[];
}
