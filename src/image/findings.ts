import {plural} from '../plural.js';
import {formatBytes, formatDifference} from './bytes.js';
import type {FileComparison, ImageComparison, ImageFinding, LayerCell, PackageChange} from './comparison.js';
import {octal} from './files/file-diff.js';
import {secretText} from './files/leftovers.js';
import type {LoadedImage} from './image.js';
import {commonMeasure} from './sizes.js';

type Compared = Omit<ImageComparison, 'findings'>;

/** What stands out, in plain sentences, the gravest first. */
export function findingsOf(comparison: Compared, a: LoadedImage, b: LoadedImage): ImageFinding[] {
  const findings = [
    ...identityFindings(comparison, {
      isWhole: ![a, b].some(({config}) => config?.notKnown),
      isOnePlace: mayBeOnePlace(a.resolved, b.resolved),
    }),
    ...platformFindings(comparison),
    ...configFindings(comparison),
    ...layerFindings(comparison, a, b),
    ...commandFindings(comparison),
    ...fileFindings(comparison),
    ...packageFindings(comparison),
  ];
  const order = {error: 0, warning: 1, info: 2};
  return findings.sort((x, y) => order[x.severity] - order[y.severity]);
}

/**
 * In two repositories, regions or accounts one tag may well stand for two images, and so it may in two layouts or
 * archives that nobody has pushed.
 */
function mayBeOnePlace(a: LoadedImage['resolved'], b: LoadedImage['resolved']): boolean {
  const isPushed = a.repository !== undefined || b.repository !== undefined;
  if (!isPushed && a.source.where !== b.source.where) return false;
  return (['repository', 'registryId', 'region'] as const).every(
    (part) => a[part] === undefined || b[part] === undefined || a[part] === b[part],
  );
}

function identityFindings(
  {a, b, differs, problems}: Compared,
  {isWhole, isOnePlace}: {readonly isWhole: boolean; readonly isOnePlace: boolean},
): ImageFinding[] {
  const found: ImageFinding[] = [];
  if (a.digest !== null && a.digest === b.digest) {
    found.push({
      id: 'same-image',
      severity: 'info',
      text: `A and B are one image (${a.digest.slice(0, 19)})${a.tag !== null && b.tag !== null && a.tag !== b.tag ? ` under two tags, ${a.tag} and ${b.tag}` : ''}: nothing differs.`,
    });
  } else if (a.manifestDigest !== null && a.manifestDigest === b.manifestDigest) {
    found.push({
      id: 'same-manifest',
      severity: 'info',
      text: 'Both name the same manifest for this platform; only the indexes around it differ.',
    });
  } else if (!differs && problems.every((problem) => problem.code === 'gap')) {
    found.push(
      isWhole
        ? {
            id: 'same-content',
            severity: 'info',
            text:
              a.digest !== null && b.digest !== null
                ? 'The digests differ, but config and content of all layers are the same: repacked or rebuilt without a change.'
                : 'Config and content of all layers are the same. An archive names no digest that could be compared.',
          }
        : {
            id: 'no-known-difference',
            severity: 'info',
            text: 'The digests differ, but nothing that saved evidence holds does.',
          },
    );
  }
  const isMoved = a.digest !== null && b.digest !== null && a.digest !== b.digest && a.tag !== null && a.tag === b.tag;
  if (isMoved && isOnePlace) {
    found.push({
      id: 'tag-moved',
      severity: 'warning',
      text: `The tag ${a.tag} names different images in ${a.source} and ${b.source}: it was pushed again, or never pushed.`,
      fix: 'deploy by digest, or make tags immutable',
    });
  }
  for (const [name, side] of [
    ['A', a],
    ['B', b],
  ] as const) {
    if (side.pushedAt !== null && side.createdAt !== null) {
      const days = (Date.parse(side.pushedAt) - Date.parse(side.createdAt)) / 86_400_000;
      if (days > 7 && Date.parse(side.createdAt) > Date.parse('2000-01-01')) {
        found.push({
          id: 'built-long-before-push',
          severity: 'info',
          text: `${name} was built ${Math.round(days)} days before it was pushed.`,
        });
      }
    }
  }
  return found;
}

function platformFindings({a, b, platforms}: Compared): ImageFinding[] {
  const found: ImageFinding[] = [];
  for (const [name, side] of [
    ['A', a],
    ['B', b],
  ] as const) {
    const {os, architecture} = side.platform;
    if (architecture !== null && (architecture !== 'amd64' || (os !== null && os !== 'linux'))) {
      found.push({
        id: 'wrong-architecture',
        severity: 'error',
        text: `${name} is built for ${os ?? 'linux'}/${architecture}; App Runner runs linux/amd64 only.`,
        fix: 'docker build --platform linux/amd64 …',
      });
    }
    if (side.attestations > 0) {
      found.push({
        id: 'attestations',
        severity: 'info',
        text: `${name}'s index carries ${side.attestations} attestation ${side.attestations === 1 ? 'entry' : 'entries'} (unknown/unknown): common, and no image.`,
        fix: 'without them: docker build --provenance=false --sbom=false',
      });
    }
  }
  for (const row of platforms) {
    if (row.status === 'removed')
      found.push({id: 'platform-removed', severity: 'warning', text: `B no longer offers ${row.platform}.`});
    if (row.status === 'added')
      found.push({id: 'platform-added', severity: 'info', text: `B offers ${row.platform}, A does not.`});
  }
  return found;
}

function configFindings({config}: Compared): ImageFinding[] {
  const found: ImageFinding[] = [];
  for (const change of config.changed) {
    const from = change.a ?? 'none';
    const to = change.b ?? 'none';
    if (change.field === 'Cmd' || change.field === 'Entrypoint') {
      found.push({
        id: change.field === 'Cmd' ? 'command-changed' : 'entrypoint-changed',
        severity: 'warning',
        text: `${change.field === 'Cmd' ? 'CMD' : 'ENTRYPOINT'} changed from ${from} to ${to}.`,
      });
    } else if (change.field === 'WorkingDir') {
      found.push({id: 'workdir-changed', severity: 'warning', text: `WORKDIR changed from ${from} to ${to}.`});
    } else if (change.field === 'User') {
      found.push({
        id: 'user-changed',
        severity: 'warning',
        text: `The container runs as ${to === 'none' ? 'root (no USER)' : to}, before as ${from === 'none' ? 'root (no USER)' : from}${meaningOf(change.a, change.b)}.`,
      });
    } else if (change.field === 'Env' && change.change === 'removed') {
      found.push({id: 'variable-removed', severity: 'warning', text: `The image no longer sets ${change.name}.`});
    } else if (change.field === 'ExposedPorts') {
      found.push({id: 'ports-changed', severity: 'info', text: `EXPOSE ${change.name} was ${change.change}.`});
    }
  }
  return found;
}

/** What another user means for the container. */
function meaningOf(before: string | null, after: string | null): string {
  const isRoot = (user: string | null) => user === null || /^(?:root|0)(?::|$)/.test(user);
  if (!isRoot(after)) return ': files it must write or ports below 1024 may be out of reach';
  return isRoot(before) ? '' : ': more rights than before';
}

function layerFindings(
  {layers, sizes, platforms, problems, files}: Compared,
  a: LoadedImage,
  b: LoadedImage,
): ImageFinding[] {
  const found: ImageFinding[] = [];
  const first = layers[0];
  // An image of one layer has no base that could be told from the rest.
  if (first && a.layers.length > 1 && b.layers.length > 1 && first.status !== 'same' && platforms.length > 0) {
    found.push({
      id: 'base-changed',
      severity: 'info',
      text: layers.some(({status}) => status === 'same')
        ? 'The lowest layer differs: the base image changed.'
        : 'The lowest layer differs: the base image changed, and so did everything above it.',
    });
  }
  const moved = layers.filter((row) => row.moved);
  if (moved.length > 0) {
    found.push({
      id: 'layers-moved',
      severity: 'warning',
      text: `${plural(moved.length, 'layer')} at another place, with the same content: of a file that two layers hold, the upper one's is seen, which may now be another.${files ? ' Shared layers were not read: such files are not among those listed as changed.' : ''}`,
    });
  }
  const repacked = layers.filter((row) => row.matchedBy === 'diff-id');
  if (repacked.length > 0) {
    found.push({
      id: 'recompressed',
      severity: 'info',
      text: `${plural(repacked.length, 'layer')} packed anew with the same content (same diff id, other digest).`,
    });
  }
  const rebuilt = layers.filter((row) => row.sameContent !== undefined);
  for (const row of rebuilt) {
    found.push({
      id: 'rebuilt-unchanged',
      severity: 'info',
      text: `The layer of "${shorten(row.createdBy ?? row.digest)}" changed though every file in it is the same (by ${files?.identity === 'sha256' ? 'SHA-256' : 'size and CRC-32'}): ${row.sameContent}.`,
    });
  }
  const common = commonMeasure(sizes);
  const bytesOf = (cell: LayerCell | null): number | null =>
    cell === null ? 0 : common?.measure === 'unpacked' ? cell.unpackedBytes : cell.packedBytes;
  const growth = layers
    .flatMap((row) => {
      const [before, after] = [bytesOf(row.a), bytesOf(row.b)];
      return before === null || after === null ? [] : [{row, by: after - before}];
    })
    .filter(({row, by}) => common && row.status !== 'same' && by > 10_000_000)
    .sort((x, y) => y.by - x.by)
    .slice(0, 3);
  for (const {row, by} of growth) {
    found.push({
      id: 'layer-grew',
      severity: 'info',
      text: `${formatDifference(by)} ${common?.measure} by "${shorten(row.createdBy ?? row.digest)}".`,
    });
  }
  const total = common ? common.b - common.a : 0;
  if (common && total > 0.5 * common.a && total > 50_000_000) {
    found.push({
      id: 'image-grew',
      severity: 'warning',
      text: `B is ${formatDifference(total)} larger than A (${formatBytes(common.a)} → ${formatBytes(common.b)} ${common.measure}): pulls and starts take longer.`,
    });
  }
  for (const [name, image] of [
    ['A', a],
    ['B', b],
  ] as const) {
    if (image.layers.some((layer) => layer.descriptor.urls)) {
      found.push({
        id: 'foreign-layer',
        severity: 'warning',
        text: `${name} refers to layers outside the registry; they are not followed.`,
      });
    }
    const {status} = image.resolved;
    if (status !== undefined && status !== 'ACTIVE') {
      found.push({
        id: 'not-active',
        severity: 'error',
        text: `${name} is ${status} in ECR: it cannot be pulled as it stands.`,
      });
    }
  }
  for (const problem of problems) {
    // Of neither image: the run was over.
    if (problem.code === 'gap' || problem.side === 'both') continue;
    found.push({
      id: problem.code,
      severity: 'error',
      // What unpacks to something else was read and compared all the same.
      text: `${problem.side === 'a' ? 'A' : 'B'}: ${problem.code === 'diff-id-mismatch' ? '' : `${problem.what} could not be compared: `}${problem.why}.`,
    });
  }
  return found;
}

/** The layers of B of which nothing is known, in words. */
function whatMayHold(files: FileComparison | undefined): string {
  const isShared = (files?.sharedLayersUnread ?? 0) > 0;
  if (!isShared) return 'a layer that was left out';
  return (files?.unreadableLayers.b ?? 0) > 0
    ? 'a layer that is shared or was left out, and not compared,'
    : 'a shared layer, which was not read,';
}

/** What B's command names and cannot have. */
function commandFindings({files}: Compared): ImageFinding[] {
  const {
    missingEntrypoints = [],
    uncertainEntrypoints = [],
    entrypointModes = [],
    unsatisfiedImports = [],
  } = files?.command ?? {};
  return [
    ...missingEntrypoints.map((path) => ({
      id: 'command-file-missing',
      severity: 'error' as const,
      text: `B's command names ${path}, which is in no layer of B.`,
    })),
    ...uncertainEntrypoints.map((path) => ({
      id: 'command-file-uncertain',
      severity: 'warning' as const,
      text: `B's command names ${path}: A's layers that differ hold it, B's do not; ${whatMayHold(files)} may hold it.`,
    })),
    ...entrypointModes
      .filter(({mode}) => (mode & 0o111) === 0)
      .map(({path, mode}) => ({
        id: 'command-not-executable',
        severity: 'error' as const,
        text: `B's command starts ${path}, which is not executable (mode ${octal(mode)}).`,
        fix: `chmod +x before the build, or COPY --chmod=755`,
      })),
    ...entrypointModes
      .filter(({crlf}) => crlf)
      .map(({path}) => ({
        id: 'command-file-crlf',
        severity: 'error' as const,
        text: `${path}, which B's command names, has Windows line ends: its first line names no program that exists.`,
        fix: 'save it with LF (.gitattributes: *.sh text eol=lf)',
      })),
    ...unsatisfiedImports.slice(0, 5).map(({module, from}) => ({
      id: 'import-not-in-image',
      severity: 'warning' as const,
      text: `${from} imports ${module}, and no file of the layers read provides it.`,
    })),
  ];
}

function fileFindings({files}: Compared): ImageFinding[] {
  if (!files) return [];
  const found: ImageFinding[] = [];
  const shown = new Set(files.diffs.map((diff) => diff.path));
  for (const {path, change} of files.contract) {
    if (change === 'same' || change === 'in-shared-layers-or-missing') continue;
    found.push({
      id: 'contract-file-changed',
      severity: change === 'removed' ? 'error' : 'warning',
      text: `${path}, a file of the start-up contract, was ${change}.`,
      ...(change !== 'removed' &&
        !shown.has(path.replace(/^\//, '')) && {fix: `--path '/${path.replace(/^\//, '')}' shows the difference`}),
    });
  }
  const grown = files.attribution.find((entry) => entry.side === 'b');
  if (grown && grown.bytes > 5_000_000) {
    const folders = grown.folders.slice(0, 4).map((f) => `${f.path} ${formatBytes(f.bytes)}`);
    found.push({
      id: 'bytes-added',
      severity: 'info',
      text: `${formatDifference(grown.bytes)}: "${shorten(grown.createdBy ?? `layer ${grown.layer + 1}`)}" → ${folders.join(', ')}.`,
      ...(grown.advice.length > 0 && {fix: grown.advice.join('; ')}),
    });
  }
  for (const leftover of files.leftovers) {
    if (leftover.side === 'a') continue;
    const fresh = leftover.side === 'b';
    if (leftover.secret) {
      found.push({
        id: 'secret-file',
        severity: fresh ? 'error' : 'warning',
        text: secretText(leftover),
        fix: leftover.advice,
      });
    } else if (fresh && (leftover.bytes > 1_000_000 || leftover.kind === 'git history')) {
      found.push({
        id: 'build-context',
        severity: 'warning',
        text: `B now holds ${leftover.path} (${leftover.kind}, ${plural(leftover.files, 'file')}, ${formatBytes(leftover.bytes)}).`,
        fix: leftover.advice,
      });
    }
  }
  for (const what of ['setuid', 'setgid', 'world-writable'] as const) {
    const changes = files.permissions.filter((change) => change.what === what);
    const paths = changes.map((change) => change.path);
    // A file of a shared layer that is written again may have been so before.
    const mayBeOld = changes.some((change) => change.mayBeOld);
    if (paths.length === 0) continue;
    found.push({
      id: what,
      severity: 'warning',
      text: `${paths.length} ${paths.length === 1 ? 'path is' : 'paths are'} ${mayBeOld ? '' : 'newly '}${what}: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ', …' : ''}${mayBeOld ? ' (or was so in a layer that was not read)' : ''}.`,
    });
  }
  found.push(...ownerFindings(files));
  const {waste} = files;
  if (waste.b.bytes > 10_000_000) {
    found.push({
      id: 'waste',
      severity: 'info',
      text: `${formatBytes(waste.b.bytes)} in B's layers are hidden by later ones (${formatBytes(waste.b.overwritten)} overwritten, of it ${formatBytes(waste.b.rewrittenUnchanged)} with the same content; ${formatBytes(waste.b.deleted)} deleted).`,
    });
  }
  return found;
}

/** Files that were there before and belong to somebody else now: what the container may write has changed. */
function ownerFindings({changed, highestUnreadLayer: unread}: FileComparison): ImageFinding[] {
  const moves = new Map<string, string[]>();
  for (const {path, owner, layer} of changed) {
    // A layer above that was not read may have the last word.
    if (!owner || (layer?.a ?? 0) <= (unread.a ?? -1) || (layer?.b ?? 0) <= (unread.b ?? -1)) continue;
    const move = `${owner.a} → ${owner.b}`;
    const paths = moves.get(move);
    if (paths) paths.push(path);
    else moves.set(move, [path]);
  }
  return [...moves].map(([move, paths]) => ({
    id: 'owner-changed',
    severity: 'warning',
    text: `${plural(paths.length, 'path')} changed owner, ${move}: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ', …' : ''}.`,
  }));
}

function packageFindings({packages, files}: Compared): ImageFinding[] {
  const [certain, uncertain] = [false, true].map((mayRemain) =>
    (packages?.removed ?? []).filter((change) => (change.mayRemain === true) === mayRemain),
  ) as [PackageChange[], PackageChange[]];
  const named = (changes: readonly PackageChange[]): string =>
    `${changes
      .slice(0, 8)
      .map(({ecosystem, name, a}) => `${name} ${a} (${ecosystem})`)
      .join(', ')}${changes.length > 8 ? ', …' : ''}`;
  return [
    ...(certain.length === 0
      ? []
      : [
          {
            id: 'packages-removed',
            severity: 'warning' as const,
            text: `${plural(certain.length, 'package is', 'packages are')} gone: ${named(certain)}.`,
          },
        ]),
    ...(uncertain.length === 0
      ? []
      : [
          {
            id: 'packages-uncertain',
            severity: 'warning' as const,
            text: `${plural(uncertain.length, 'package')} of A's layers that differ ${uncertain.length === 1 ? 'is' : 'are'} not in B's: ${named(uncertain)}; ${whatMayHold(files)} may hold ${uncertain.length === 1 ? 'it' : 'them'}.`,
          },
        ]),
  ];
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
