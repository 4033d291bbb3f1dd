import type {Ecosystem, PackageChange, PackageComparison} from '../comparison.js';
import {contentOf, type FileTree, placesOf} from './tree.js';

type Versions = Map<string, Set<string>>;

const DIST_INFO =
  /(?:^|\/)(?:site|dist)-packages\/([A-Za-z0-9][A-Za-z0-9._]*?)-([0-9][^/]*?)(?:-py[23](?:\.\d+)?)?\.(?:dist|egg)-info(?:\/|$)/;

/**
 * Packages of both sides as far as the layers that differ name them. Packages of shared layers are the same anyway.
 *
 * @param isWhole every layer of both images was read: a list that is not there does not exist
 */
export function comparePackages(a: FileTree, b: FileTree, isWhole: boolean): PackageComparison {
  const unknown: {ecosystem: Ecosystem; why: string}[] = [];
  const changes: PackageChange[] = [
    ...(isWhole
      ? difference('pip', pip(a), pip(b))
      : difference('pip', withHidden(pip(a), b, a), withHidden(pip(b), a, b))),
    ...difference('npm', npm(a), npm(b)),
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
  for (const path of other.deletedBelow) if (!own.deletedBelow.has(path)) addPip(versions, path);
  return versions;
}

function addPip(versions: Versions, path: string): void {
  const found = DIST_INFO.exec(path);
  if (!found) return;
  add(versions, (found[1] as string).toLowerCase().replace(/[-_.]+/g, '-'), found[2] as string);
}

function npm(tree: FileTree): Versions {
  const versions: Versions = new Map();
  for (const layer of tree.layers) {
    const manifests = new Map(layer.listing.npm.map((found) => [found.row, found]));
    for (const [, {row}] of placesOf(tree, layer, manifests.keys())) {
      const {name, version} = manifests.get(row) as {name: string; version: string};
      add(versions, name, version);
    }
  }
  return versions;
}

function database(
  ecosystem: 'dpkg' | 'apk',
  a: FileTree,
  b: FileTree,
  isWhole: boolean,
  unknown: {ecosystem: Ecosystem; why: string}[],
): PackageChange[] {
  const read = ecosystem === 'dpkg' ? dpkg : apk;
  const x = read(a);
  const y = read(b);
  if ((x && y) || isWhole) return difference(ecosystem, x ?? new Map(), y ?? new Map());
  if (x || y) {
    unknown.push({
      ecosystem,
      why: `only ${x ? 'A' : 'B'} writes the list of packages in a layer that differs; the other's lies in a shared layer, which was not read`,
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
    if (status === undefined || /\binstalled$/.test(status)) add(versions, name, version);
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
    if (name !== undefined && version !== undefined) add(versions, name, version);
  }
  return versions;
}

function add(versions: Versions, name: string, version: string): void {
  const known = versions.get(name);
  if (known) known.add(version);
  else versions.set(name, new Set([version]));
}

function difference(ecosystem: Ecosystem, a: Versions, b: Versions): PackageChange[] {
  const show = (versions: Set<string> | undefined): string | null =>
    versions === undefined ? null : [...versions].sort().join(', ');
  return [...new Set([...a.keys(), ...b.keys()])]
    .sort()
    .map((name) => ({ecosystem, name, a: show(a.get(name)), b: show(b.get(name))}))
    .filter((change) => change.a !== change.b);
}
