import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {packageRoot} from './package-root.js';

/** A page of the catalogue, as `explain` prints it. */
export interface Page {
  readonly kind: 'cause' | 'rule';
  readonly id: string;
  readonly path: string;
}

const KINDS = ['causes', 'rules'] as const;

/** Every cause, then every rule, by id. */
export async function listPages(): Promise<Page[]> {
  const pages: Page[] = [];
  for (const kind of KINDS) {
    const folder = join(packageRoot(), 'docs', kind);
    for (const file of (await readdir(folder)).sort()) {
      if (!file.endsWith('.md') || file === 'README.md') continue;
      pages.push({kind: kind === 'causes' ? 'cause' : 'rule', id: file.slice(0, -3), path: join(folder, file)});
    }
  }
  return pages;
}
