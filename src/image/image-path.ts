/** Paths inside images: relative to the root, no leading slash, no "." or empty segments. The root itself is ''. */

/** Undefined when the path would leave the root. */
export function normalizeImagePath(raw: string): string | undefined {
  let path = raw;
  if (path.startsWith('./')) path = path.slice(2);
  if (path.endsWith('/')) path = path.slice(0, -1);
  // The common cases, quickly.
  if (isPlain(path) || !/(?:^|\/)\.{0,2}(?:\/|$)/.test(path)) return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') return undefined;
    segments.push(segment);
  }
  return segments.join('/');
}

function isPlain(path: string): boolean {
  return (
    path.length > 0 &&
    path.charCodeAt(0) !== SLASH &&
    path.charCodeAt(0) !== DOT &&
    path.charCodeAt(path.length - 1) !== SLASH &&
    !path.includes('//') &&
    !path.includes('/.')
  );
}

const SLASH = 47;
const DOT = 46;

/** Where a relative or absolute path lies, seen from a directory of the image; ".." stops at the root as in a kernel. */
export function resolveImagePath(directory: string, path: string): string {
  const segments: string[] = [];
  const whole = path.startsWith('/') ? path : `${directory}/${path}`;
  for (const segment of whole.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  return segments.join('/');
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
