import type {ImageFileComparison} from '../evidence/model.js';
import type {Anomaly} from './layer/listing.js';
import type {ProblemCode} from './problem.js';

/** What differs between two images: plain JSON, the one source of every format. Sizes in bytes, times in ISO 8601. */
export interface ImageComparison {
  readonly schemaVersion: 1;
  readonly a: ImageSide;
  readonly b: ImageSide;
  /** Whether anything differs that a container could notice: config or layers, as far as `problems` leave them known. */
  readonly differs: boolean;
  readonly findings: readonly ImageFinding[];
  readonly platforms: readonly PlatformRow[];
  readonly config: {readonly changed: readonly ConfigChange[]};
  readonly history: readonly HistoryRow[];
  readonly layers: readonly LayerRow[];
  readonly sizes: Sizes;
  readonly files?: FileComparison;
  readonly packages?: PackageComparison;
  readonly bytesFetched: number;
  /** What could not be compared, and why. Empty: everything asked for was compared. */
  readonly problems: readonly ComparisonProblem[];
}

export interface ComparisonProblem {
  readonly side: 'a' | 'b' | 'both';
  readonly what: string;
  readonly code: ProblemCode | 'gap';
  readonly why: string;
  readonly fix?: string;
}

export interface ImageSide {
  readonly reference: string;
  readonly source: string;
  readonly repository: string | null;
  readonly tag: string | null;
  readonly otherTags: readonly string[];
  /** Of what the reference names: an index or a manifest. A docker-archive has none. */
  readonly digest: string | null;
  readonly mediaType: string;
  /** Of the manifest that was compared; differs from `digest` under an index. */
  readonly manifestDigest: string | null;
  readonly platform: {
    readonly os: string | null;
    readonly architecture: string | null;
    readonly variant: string | null;
  };
  /** Layers and config of the compared manifest. */
  readonly packedBytes: number | null;
  /** What DescribeImages says. Of an index: its largest manifest. */
  readonly registryBytes: number | null;
  readonly pushedAt: string | null;
  readonly createdAt: string | null;
  readonly lastPulledAt: string | null;
  readonly command: {readonly entrypoint: readonly string[] | null; readonly cmd: readonly string[] | null};
  readonly user: string | null;
  readonly workingDir: string | null;
  readonly exposedPorts: readonly string[];
  /** Names only. */
  readonly environment: readonly string[];
  readonly layerCount: number | null;
  readonly attestations: number;
}

/** What is wrong with the files that B's command names. */
export type CommandFiles = Pick<
  ImageFileComparison,
  'missingEntrypoints' | 'uncertainEntrypoints' | 'entrypointModes' | 'unsatisfiedImports'
>;

export interface ImageFinding {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly text: string;
  readonly fix?: string;
}

export interface PlatformRow {
  readonly platform: string;
  readonly status: 'same' | 'changed' | 'added' | 'removed';
  readonly a: string | null;
  readonly b: string | null;
}

export interface ConfigChange {
  readonly field: string;
  /** The variable's or label's name. */
  readonly name?: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Values of variables are shown as length and salted fingerprint only. */
  readonly a: string | null;
  readonly b: string | null;
}

export interface HistoryCell {
  readonly createdBy: string | null;
  readonly createdAt: string | null;
  /** Position of its layer, from 0 at the bottom; null for a line that makes none. */
  readonly layer: number | null;
  readonly packedBytes: number | null;
  readonly unpackedBytes: number | null;
}

export interface HistoryRow {
  readonly status: 'same' | 'changed' | 'added' | 'removed';
  readonly a: HistoryCell | null;
  readonly b: HistoryCell | null;
}

export interface LayerRow {
  readonly status: 'same' | 'changed' | 'added' | 'removed';
  /** Of B's layer; of A's where B has none. */
  readonly digest: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number | null;
  readonly createdBy: string | null;
  readonly a: LayerCell | null;
  readonly b: LayerCell | null;
  /** How a `same` layer was recognised: the packed digest, or the diff id of what is inside (recompressed). */
  readonly matchedBy?: 'digest' | 'diff-id';
  /** The same content stands at another place in the order of layers. */
  readonly moved?: true;
  /** With --files: a `changed` layer whose content is the same all the same. */
  readonly sameContent?: string;
}

export interface LayerCell {
  readonly index: number;
  readonly digest: string;
  readonly diffId: string | null;
  readonly mediaType: string | null;
  readonly packedBytes: number;
  readonly unpackedBytes: number | null;
  /** `tail`: from the last bytes of the gzip stream; `read`: counted; `untrusted`: the tail cannot be right. */
  readonly unpackedFrom: 'tail' | 'read' | 'plain' | 'untrusted' | 'unknown';
}

export interface Sizes {
  readonly a: SideSizes;
  readonly b: SideSizes;
  /** The numbers people see, and why they differ, in sentences. */
  readonly notes: readonly string[];
}

export interface SideSizes {
  readonly registryBytes: number | null;
  readonly packedBytes: number | null;
  readonly unpackedBytes: number | null;
  /** What `docker images` shows under the classic image store: unpacked. */
  readonly dockerClassicBytes: number | null;
  /** Under the containerd image store: packed and unpacked together. */
  readonly dockerContainerdBytes: number | null;
}

export interface FileComparison {
  /** What "the same content" rests on: size and CRC-32, proof against accidents only, or SHA-256. */
  readonly identity: 'crc32' | 'sha256';
  readonly added: readonly FileChange[];
  readonly removed: readonly FileChange[];
  readonly changed: readonly FileChange[];
  readonly counts: {readonly added: number; readonly removed: number; readonly changed: number; readonly same: number};
  readonly bytes: {readonly added: number; readonly removed: number};
  /** Files of the start-up contract, whatever became of them. */
  readonly contract: readonly {readonly path: string; readonly change: FileFate}[];
  /** What B's command names, as far as the layers that differ tell. */
  readonly command: CommandFiles;
  readonly attribution: readonly Attribution[];
  readonly waste: {readonly a: Waste; readonly b: Waste};
  readonly leftovers: readonly Leftover[];
  readonly permissions: readonly PermissionChange[];
  readonly diffs: readonly TextDiff[];
  readonly anomalies: readonly (Anomaly & {readonly side: 'a' | 'b'; readonly layer: number})[];
  /** Shared layers were not read: a file listed as added may replace one of theirs. */
  readonly sharedLayersUnread: number;
  /** Those of them that lie above a layer that differs: what is listed as removed or changed they may hold again. */
  readonly sharedLayersAbove: {readonly a: number; readonly b: number};
  /** Folders of which one side alone hides what lower layers hold, shared ones among them, that were not read. */
  readonly hiddenFolders: {readonly a: readonly string[]; readonly b: readonly string[]};
  /**
   * Layers left out, since they or their counterparts could not be read: a file listed as removed may lie in one of B,
   * one listed as added in one of A.
   */
  readonly unreadableLayers: {readonly a: number; readonly b: number};
  /**
   * The highest layer of each side, from 0, whose files were not compared; null where there is none. What lower ones
   * hold it may write again.
   */
  readonly highestUnreadLayer: {readonly a: number | null; readonly b: number | null};
  /** Layers read whose unpacked bytes were not checked against the config (the packed ones always are). */
  readonly diffIdsUnchecked: number;
  /** Layers read, their packed digest checked. */
  readonly layersRead: number;
}

/** The last one wherever a layer that was not read may hold the file, or write it again. */
export type FileFate = 'added' | 'removed' | 'changed' | 'same' | 'in-shared-layers-or-missing';

export interface FileChange {
  readonly path: string;
  readonly type: string;
  /** Bytes in A and B; null on the side that does not have it, or where a shared layer holds it unread. */
  readonly a: number | null;
  readonly b: number | null;
  readonly what: readonly ('content' | 'mode' | 'owner' | 'type' | 'link' | 'time')[];
  readonly mode?: {readonly a: string | null; readonly b: string | null};
  readonly owner?: {readonly a: string | null; readonly b: string | null};
  readonly link?: {readonly a: string | null; readonly b: string | null};
  /** A file of a shared layer that one side deletes. */
  readonly fromSharedLayer?: true;
  readonly layer?: {readonly a: number | null; readonly b: number | null};
}

/** Bytes that a history line of B added, or of A that B no longer has, by folder. */
export interface Attribution {
  readonly side: 'a' | 'b';
  readonly layer: number;
  readonly createdBy: string | null;
  readonly bytes: number;
  readonly files: number;
  /** The largest ones. */
  readonly folders: readonly {readonly path: string; readonly bytes: number; readonly files: number}[];
  /** What the others hold together. */
  readonly moreFolders?: {readonly folders: number; readonly bytes: number; readonly files: number};
  readonly advice: readonly string[];
}

export interface Waste {
  /** Bytes that a later layer writes again or deletes: they stay in the image. */
  readonly bytes: number;
  readonly overwritten: number;
  readonly deleted: number;
  /** Of `overwritten`: the content is the same, only owner, mode or time changed. */
  readonly rewrittenUnchanged: number;
  readonly worst: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly layer: number;
    readonly how: 'overwritten' | 'rewritten-unchanged' | 'deleted';
  }[];
}

export interface Leftover {
  readonly kind: string;
  readonly path: string;
  readonly side: 'a' | 'b' | 'both';
  readonly files: number;
  readonly bytes: number;
  readonly secret: boolean;
  readonly advice: string;
  /** Of a secret that a later layer deletes: the layer that holds it still, and the one that deletes it, from 0. */
  readonly layer?: number;
  readonly deletedByLayer?: number;
}

export interface PermissionChange {
  readonly path: string;
  readonly what: 'setuid' | 'setgid' | 'world-writable';
  readonly mode: string;
  /** A layer that was not read may have held it with the same rights in A. */
  readonly mayBeOld?: true;
}

export interface TextDiff {
  readonly path: string;
  readonly text: string;
  /** Why there is no diff: binary, too large. */
  readonly omitted?: string;
}

export interface PackageComparison {
  readonly added: readonly PackageChange[];
  readonly removed: readonly PackageChange[];
  readonly changed: readonly PackageChange[];
  /** Which lists could not be compared, and why. */
  readonly unknown: readonly {readonly ecosystem: Ecosystem; readonly why: string}[];
}

export type Ecosystem = 'pip' | 'npm' | 'dpkg' | 'apk';

export interface PackageChange {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly a: string | null;
  readonly b: string | null;
  /** A layer that was not read may hold it on the side that seems to lack it. */
  readonly mayRemain?: true;
}
