import {jsonText} from '../../terminal/sanitize.js';
import type {ImageComparison} from '../comparison.js';

/** The comparison itself, without what could act on a terminal. */
export function renderJson(comparison: ImageComparison): string {
  return jsonText(comparison);
}
