import type {Hash} from 'node:crypto';

/**
 * A SHA-256 to be fed. Loaded when one is wanted: at its first sight node:crypto looks every algorithm up, five
 * milliseconds of each thread, and of most layers nothing is hashed so.
 */
export function createSha256(): Hash {
  return process.getBuiltinModule('node:crypto').createHash('sha256');
}
