import {defineRule} from '../engine/rule.js';

export const secretNotFound = defineRule({
  id: 'secret-not-found',
  title: 'A referenced secret or parameter does not exist',
  phase: 'provision',
  severity: 'error',
  needs: ['secrets'],
  check({secrets}) {
    return secrets
      .filter((s) => s.status === 'missing' || s.status === 'deleted' || s.status === 'key-missing')
      .map((s) => ({
        data: {variable: s.variable, status: s.status},
        at: [{evidence: 'secrets' as const, path: s.variable, excerpt: s.reference}],
      }));
  },
  message: ({variable, status}) =>
    `The secret behind ${variable} ${status === 'deleted' ? 'is scheduled for deletion' : status === 'key-missing' ? 'lacks the JSON key that is referenced' : 'does not exist'}`,
});
