import {defineRule} from '../engine/rule.js';

/** A static look: conditional imports and namespace tricks exist, so this is a hint. */
export const importNotInImage = defineRule({
  id: 'import-not-in-image',
  title: 'The entry module imports something that is not in the image',
  phase: 'start',
  severity: 'warning',
  needs: ['image-files'],
  check({'image-files': compared}) {
    return (compared.unsatisfiedImports ?? []).slice(0, 5).map((found) => ({
      data: {module: found.module, from: found.from},
      at: [{evidence: 'image-files' as const, path: found.from, excerpt: `import ${found.module}`}],
    }));
  },
  message: ({module, from}) => `${from} imports ${module}, and no file of the image provides it`,
});
