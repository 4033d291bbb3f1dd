import {defineRule} from '../engine/rule.js';

export const entrypointFileUncertain = defineRule({
  id: 'entrypoint-file-uncertain',
  title: 'The file that the command names is not in the layers that differ',
  phase: 'start',
  severity: 'warning',
  needs: ['image-files'],
  check({'image-files': compared}) {
    const files = compared.uncertainEntrypoints ?? [];
    if (files.length === 0) return [];
    return [
      {
        data: {files},
        at: files
          .slice(0, 3)
          .map((path) => ({evidence: 'image-files' as const, path, excerpt: `${path} may lie in a layer not read`})),
      },
    ];
  },
  message: ({files}) =>
    `The command names ${Array.isArray(files) ? files.join(', ') : ''}: the good image's layers that differ hold it, the failed image's do not; a layer that was not read may hold it`,
});
