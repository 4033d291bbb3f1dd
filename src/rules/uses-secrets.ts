import {defineRule} from '../engine/rule.js';

export const usesSecrets = defineRule({
  id: 'uses-secrets',
  title: 'The service refers to secrets',
  phase: 'provision',
  severity: 'info',
  needs: ['service'],
  check({service}) {
    const {secrets} = service.configuration;
    if (secrets.length === 0) return [];
    return [
      {
        data: {names: secrets.map((s) => s.name)},
        at: [
          {evidence: 'service' as const, path: 'configuration.secrets', excerpt: secrets.map((s) => s.name).join(', ')},
        ],
      },
    ];
  },
  message: ({names}) => `The container needs secrets before it starts: ${Array.isArray(names) ? names.join(', ') : ''}`,
});
