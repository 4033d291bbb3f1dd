import {defineRule} from '../engine/rule.js';

export const contractFileChanged = defineRule({
  id: 'contract-file-changed',
  title: 'Files of the start-up contract differ between the two images',
  phase: 'start',
  severity: 'warning',
  needs: ['image-files'],
  check({'image-files': compared}) {
    const changed = compared.files.filter(
      (file) => file.change === 'added' || file.change === 'changed' || file.change === 'removed',
    );
    if (changed.length === 0) return [];
    return [
      {
        data: {files: changed.map((file) => `${file.path} (${file.change})`)},
        at: changed
          .slice(0, 4)
          .map((file) => ({evidence: 'image-files' as const, path: file.path, excerpt: file.change})),
      },
    ];
  },
  message: ({files}) =>
    `Between the good and the failed image these files of the start-up logic differ: ${Array.isArray(files) ? files.join(', ') : ''}`,
});
