import {classifyLeftover, type LeftoverKind, mayBeLeftover} from './leftover-kinds.js';

/**
 * Rows of a layer that the comparison of two images asks for by what they are called or how they are protected: looked
 * for while the layer is read, not five times over when all of them are there.
 */
export interface NotableRows {
  readonly leftovers: ReadonlyMap<number, LeftoverKind>;
  /** Of Python packages: `.dist-info`, `.egg-info`. */
  readonly pythonPackages: readonly number[];
  readonly debianDatabases: readonly number[];
  /** Setuid, setgid, or writable for all. */
  readonly privileged: readonly number[];
}

const DEBIAN_DATABASE = 'var/lib/dpkg/status';
/** setuid, setgid, world-writable */
const PRIVILEGED = 0o6002;

/** Whether a row may be one of {@link NotableRows}: cheap, for every entry of a layer. */
export function isNotable(path: string, mode: number): boolean {
  return (mode & PRIVILEGED) !== 0 || path.includes('-info') || path.startsWith(DEBIAN_DATABASE) || mayBeLeftover(path);
}

/** @param rows those that {@link isNotable} */
export function notableRows(rows: Iterable<number>, paths: readonly string[], modes: Uint16Array): NotableRows {
  const leftovers = new Map<number, LeftoverKind>();
  const pythonPackages: number[] = [];
  const debianDatabases: number[] = [];
  const privileged: number[] = [];
  for (const row of rows) {
    const path = paths[row] as string;
    const is = classifyLeftover(path);
    if (is) leftovers.set(row, is);
    if (path.includes('-info')) pythonPackages.push(row);
    if (path.startsWith(DEBIAN_DATABASE) && isDebianDatabase(path)) debianDatabases.push(row);
    if (((modes[row] as number) & PRIVILEGED) !== 0) privileged.push(row);
  }
  return {leftovers, pythonPackages, debianDatabases, privileged};
}

/** Distroless images have a file for each package. */
function isDebianDatabase(path: string): boolean {
  return path === DEBIAN_DATABASE || /^var\/lib\/dpkg\/status\.d\/[^/]+$/.test(path);
}
