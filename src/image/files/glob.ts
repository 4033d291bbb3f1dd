import {resolveImagePath} from '../image-path.js';

/**
 * A glob over paths of an image as the source of a regular expression: `*`, `?`, `[…]`, `{a,b}` within a segment,
 * `**` across segments. Absolute in the image, or relative to its WORKDIR.
 */
export function globSource(glob: string, workingDir: string): string {
  const prefix = glob.startsWith('/') ? '' : resolveImagePath('', workingDir);
  const body = glob.replace(/^(?:\.?\/)+/, '');
  return `^${prefix === '' ? '' : `${escapeRegExp(prefix)}/`}${translate(body)}$`;
}

/** Whether a glob can be one: a range of characters may run backwards. */
export function isGlob(glob: string): boolean {
  try {
    new RegExp(globSource(glob, '/'));
    return true;
  } catch {
    return false;
  }
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function translate(glob: string): string {
  let source = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] as string;
    if (char === '*') {
      if (glob[i + 1] !== '*') {
        source += '[^/]*';
      } else if (glob[i + 2] === '/') {
        source += '(?:[^/]+/)*';
        i += 2;
      } else {
        source += '.*';
        i += 1;
      }
    } else if (char === '?') {
      source += '[^/]';
    } else if (char === '[') {
      const close = glob.indexOf(']', i + 2);
      if (close < 0) {
        source += '\\[';
        continue;
      }
      const set = glob.slice(i + 1, close).replace(/[\\[\]^]/g, '\\$&');
      source += set.startsWith('!') ? `[^/${set.slice(1)}]` : `[${set}]`;
      i = close;
    } else if (char === '{' && glob.indexOf('}', i) > 0) {
      source += '(?:';
      depth++;
    } else if (char === '}' && depth > 0) {
      source += ')';
      depth--;
    } else if (char === ',' && depth > 0) {
      source += '|';
    } else {
      source += escapeRegExp(char);
    }
  }
  return source + ')'.repeat(depth);
}
