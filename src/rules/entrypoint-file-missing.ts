import {defineRule} from '../engine/rule.js';

export const entrypointFileMissing = defineRule({
  id: 'entrypoint-file-missing',
  title: 'The file that the command names is not in the image',
  phase: 'start',
  severity: 'error',
  needs: ['image-files'],
  check({'image-files': compared}) {
    const missing = compared.missingEntrypoints ?? [];
    if (missing.length === 0) return [];
    return [
      {
        data: {files: missing},
        at: missing
          .slice(0, 3)
          .map((path) => ({evidence: 'image-files' as const, path, excerpt: `${path} is in no layer`})),
      },
    ];
  },
  message: ({files}) =>
    `The command names ${Array.isArray(files) ? files.join(', ') : ''}, which is in no layer of the image`,
});
