import type {RenderOptions} from '../report/options.js';
import {createPage, definitions, type Page, paragraph} from '../report/text/page.js';
import {sanitizeDeep} from '../terminal/sanitize.js';
import type {Environment} from './environment.js';

/** How a service's environment differs from another one, by names and fingerprints. */
export interface Comparison {
  /** What it was compared with. */
  readonly source: string;
  readonly kind: 'bundle' | 'env-file';
  /** In the service, not in the other. */
  readonly added: readonly string[];
  /** In the other, not in the service. */
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  readonly same: readonly string[];
  /** Equal in length; the two were printed under different salts, so that their values cannot be compared. */
  readonly unknown: readonly string[];
}

export function comparisonText(environment: Environment, comparison: Comparison, options: RenderOptions): string {
  const page = createPage(options);
  const {service, explanation} = sanitizeDeep(environment);
  const {source, added, removed, changed, same, unknown} = sanitizeDeep(comparison);
  const lines = [
    ...definitions(
      page,
      [
        ['service', service],
        ['shows', explanation],
        ['compared with', source],
      ],
      0,
    ),
    '',
    ...list(page, 'removed', removed, page.style.red),
    ...list(page, 'changed', changed, page.style.yellow),
    ...list(page, 'added', added, page.style.green),
    ...list(page, 'cannot be compared (another salt)', unknown, page.style.dim),
    ...paragraph(page, `${same.length} the same.`),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function list(page: Page, label: string, names: readonly string[], paint: (text: string) => string): string[] {
  if (names.length === 0) return [];
  return [`${page.style.bold(label)} (${names.length})`, ...names.map((name) => `  ${paint(name)}`)];
}
