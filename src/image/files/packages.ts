import type {Ecosystem, PackageChange, PackageComparison} from '../comparison.js';
import {isAbsent, isSettled, type Side} from '../read-pair.js';
import {contentOf, type FileTree, hiddenBy, placesOf} from './tree.js';

/** Of each package its versions, and where they were found. */
type Versions = Map<string, {readonly versions: Set<string>; readonly paths: Set<string>}>;

const DIST_INFO =
  /(?:^|\/)(?:site|dist)-packages\/([A-Za-z0-9][A-Za-z0-9._]*?)-([0-9][^/]*?)(?:-py[23](?:\.\d+)?)?\.(?:dist|egg)-info(?:\/|$)/;

/**
 * Packages of both sides as far as the layers that differ name them. Packages of shared layers are the same anyway.
 *
 * @param isWhole every layer of both images was read: a list that is not there does not exist
 */
export function comparePackages(a: Side, b: Side, isWhole: boolean): PackageComparison {
  const unknown: {ecosystem: Ecosystem; why: string}[] = [];
  const changes: PackageChange[] = [
    ...(isWhole
      ? filesDifference('pip', pip(a.tree), pip(b.tree), a, b)
      : filesDifference('pip', withHidden(pip(a.tree), b.tree, a.tree), withHidden(pip(b.tree), a.tree, b.tree), a, b)),
    ...filesDifference('npm', npm(a.tree), npm(b.tree), a, b),
    ...database('dpkg', a, b, isWhole, unknown),
    ...database('apk', a, b, isWhole, unknown),
  ];
  return {
    added: changes.filter((change) => change.a === null),
    removed: changes.filter((change) => change.b === null),
    changed: changes.filter((change) => change.a !== null && change.b !== null),
    unknown,
  };
}

function pip(tree: FileTree): Versions {
  const versions: Versions = new Map();
  for (const layer of tree.layers) {
    for (const [path] of placesOf(tree, layer, layer.notable.pythonPackages)) addPip(versions, path);
  }
  return versions;
}

/** A package of a shared layer that only the other side deletes is still there on this side. */
function withHidden(versions: Versions, other: FileTree, own: FileTree): Versions {
  for (const path of other.deletedBelow) if (hiddenBy(own, path) < 0) addPip(versions, path);
  return versions;
}

function addPip(versions: Versions, path: string): void {
  const found = DIST_INFO.exec(path);
  if (!found) return;
  const folder = path.slice(0, found.index + found[0].length).replace(/\/$/, '');
  add(versions, (found[1] as string).toLowerCase().replace(/[-_.]+/g, '-'), found[2] as string, folder);
}

function npm(tree: FileTree): Versions {
  const versions: Versions = new Map();
  for (const layer of tree.layers) {
    const manifests = new Map(layer.listing.npm.map((found) => [found.row, found]));
    for (const [path, {row}] of placesOf(tree, layer, manifests.keys())) {
      const {name, version} = manifests.get(row) as {name: string; version: string};
      add(versions, name, version, path);
    }
  }
  return versions;
}

/** What differs of packages that are files: gone is one whose files surely are. */
function filesDifference(ecosystem: Ecosystem, a: Versions, b: Versions, sideA: Side, sideB: Side): PackageChange[] {
  return difference(ecosystem, a, b, ({name, a: inA}) => {
    const [own, side, other] = inA === null ? [b, sideB, sideA] : [a, sideA, sideB];
    return [...(own.get(name)?.paths ?? [])].every((path) => {
      const place = side.tree.files.get(path);
      return isAbsent(other, path) && (place === undefined || isSettled(side, place));
    });
  });
}

const DATABASES = {
  dpkg: ['var/lib/dpkg/status'],
  apk: ['lib/apk/db/installed', 'usr/lib/apk/db/installed'],
} as const;

function database(
  ecosystem: 'dpkg' | 'apk',
  a: Side,
  b: Side,
  isWhole: boolean,
  unknown: {ecosystem: Ecosystem; why: string}[],
): PackageChange[] {
  const read = ecosystem === 'dpkg' ? dpkg : apk;
  const x = read(a.tree);
  const y = read(b.tree);
  if ((x && y) || isWhole) {
    // One file that names all packages, and that no other layer writes again.
    const isLast = [a, b].every((side) =>
      DATABASES[ecosystem].some((path) => {
        const place = side.tree.files.get(path);
        return place !== undefined && isSettled(side, place);
      }),
    );
    return difference(ecosystem, x ?? new Map(), y ?? new Map(), () => isWhole || isLast);
  }
  if (x || y) {
    unknown.push({
      ecosystem,
      why: `only ${x ? 'A' : 'B'} writes the list of packages in a layer that differs; the other's lies in a layer that was not read`,
    });
  }
  return [];
}

function dpkg(tree: FileTree): Versions | undefined {
  const texts: string[] = [];
  for (const layer of tree.layers) {
    for (const [path] of placesOf(tree, layer, layer.notable.debianDatabases)) {
      const content = contentOf(tree, path);
      if (content && !content.cut) texts.push(Buffer.from(content.bytes).toString('utf8'));
    }
  }
  if (texts.length === 0) return undefined;
  const versions: Versions = new Map();
  for (const paragraph of texts.join('\n\n').split(/\n\n+/)) {
    const name = /^Package: (.+)$/m.exec(paragraph)?.[1];
    const version = /^Version: (.+)$/m.exec(paragraph)?.[1];
    const status = /^Status: (.+)$/m.exec(paragraph)?.[1];
    if (name === undefined || version === undefined) continue;
    if (status === undefined || /\binstalled$/.test(status)) add(versions, name, version, DATABASES.dpkg[0]);
  }
  return versions;
}

function apk(tree: FileTree): Versions | undefined {
  const content = contentOf(tree, 'lib/apk/db/installed') ?? contentOf(tree, 'usr/lib/apk/db/installed');
  if (!content || content.cut) return undefined;
  const versions: Versions = new Map();
  for (const paragraph of Buffer.from(content.bytes).toString('utf8').split(/\n\n+/)) {
    const name = /^P:(.+)$/m.exec(paragraph)?.[1];
    const version = /^V:(.+)$/m.exec(paragraph)?.[1];
    if (name !== undefined && version !== undefined) add(versions, name, version, DATABASES.apk[0]);
  }
  return versions;
}

function add(packages: Versions, name: string, version: string, path: string): void {
  const known = packages.get(name);
  if (known) {
    known.versions.add(version);
    known.paths.add(path);
  } else packages.set(name, {versions: new Set([version]), paths: new Set([path])});
}

/** @param isCertain whether a side that seems to lack a package surely does */
function difference(
  ecosystem: Ecosystem,
  a: Versions,
  b: Versions,
  isCertain: (change: PackageChange) => boolean,
): PackageChange[] {
  const show = (versions: Versions, name: string): string | null => {
    const found = versions.get(name)?.versions;
    return found === undefined ? null : [...found].sort().join(', ');
  };
  return [...new Set([...a.keys(), ...b.keys()])]
    .sort()
    .map((name): PackageChange => ({ecosystem, name, a: show(a, name), b: show(b, name)}))
    .filter((change) => change.a !== change.b)
    .map((change) =>
      (change.a !== null && change.b !== null) || isCertain(change) ? change : {...change, mayRemain: true},
    );
}
