import {defineRule} from '../engine/rule.js';

const SHOWN = 8;

export const packagesRemoved = defineRule({
  id: 'packages-removed',
  title: 'Packages of the good image are not in the failed one',
  phase: 'start',
  // Packages are removed on purpose too.
  severity: 'info',
  needs: ['image-files'],
  check({'image-files': compared}) {
    const removed = compared.removedPackages ?? [];
    if (removed.length === 0) return [];
    const names = removed.map(({ecosystem, name, version}) =>
      [name, ...(version === undefined ? [] : [version]), `(${ecosystem})`].join(' '),
    );
    return [
      {
        data: {packages: names.slice(0, SHOWN), more: Math.max(0, names.length - SHOWN)},
        at: [{evidence: 'image-files', path: 'removedPackages', excerpt: names.slice(0, SHOWN).join(', ')}],
      },
    ];
  },
  message: ({packages, more}) =>
    `The good image holds packages that the failed one does not: ${Array.isArray(packages) ? packages.join(', ') : ''}${more === 0 ? '' : ` and ${String(more)} more`}`,
});
