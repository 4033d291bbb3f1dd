import {defineRule} from '../engine/rule.js';

export const keyUnusable = defineRule({
  id: 'key-unusable',
  title: 'An encryption key cannot be used',
  phase: 'pull',
  severity: 'error',
  needs: ['keys'],
  check({keys}) {
    return keys
      .filter((key) => key.enabled === false || (key.state !== undefined && key.state !== 'Enabled'))
      .map((key) => ({
        data: {state: key.state ?? 'disabled'},
        at: [{evidence: 'keys' as const, path: key.arn, excerpt: key.state ?? 'disabled'}],
      }));
  },
  message: ({state}) => `The service's encryption key is ${state}`,
});
