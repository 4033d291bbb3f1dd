import {defineRule} from '../engine/rule.js';

export const contractFilesSame = defineRule({
  id: 'contract-files-same',
  title: 'Files of the start-up contract are the same in both images',
  phase: 'start',
  severity: 'info',
  needs: ['image-files'],
  check({'image-files': compared}) {
    const known = compared.files.filter((file) => file.change !== 'missing-in-both');
    if (known.length === 0 || known.some((file) => file.change !== 'same')) return [];
    return [
      {
        data: {count: known.length},
        at: [{evidence: 'image-files' as const, path: 'files', excerpt: `${known.length} files equal`}],
      },
    ];
  },
  message: ({count}) => `All ${count} files of the start-up logic are the same in both images`,
});
