import {defineRule} from '../engine/rule.js';

export const entrypointFileMode = defineRule({
  id: 'entrypoint-file-mode',
  title: 'The file that the command names cannot be executed',
  phase: 'start',
  severity: 'error',
  needs: ['image-files'],
  check({'image-files': compared}) {
    return (compared.entrypointModes ?? [])
      .filter((file) => (file.mode & 0o111) === 0 || file.crlf)
      .map((file) => ({
        data: {
          path: file.path,
          what: file.crlf ? 'has Windows line ends' : `has mode ${(file.mode & 0o777).toString(8)}`,
        },
        at: [
          {
            evidence: 'image-files' as const,
            path: file.path,
            excerpt: `mode ${(file.mode & 0o777).toString(8)}${file.crlf ? ', CRLF' : ''}`,
          },
        ],
      }));
  },
  message: ({path, what}) => `${path} ${what} and cannot be executed`,
});
