import {jsonPieces} from '../../terminal/sanitize.js';
import type {ImageComparison} from '../comparison.js';

/** The comparison itself, without what could act on a terminal: piece by piece, it may list every file of an image. */
export function renderJson(comparison: ImageComparison): Iterable<string> {
  return jsonPieces(comparison);
}
