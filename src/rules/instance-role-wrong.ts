import {defineRule} from '../engine/rule.js';

const PRINCIPAL = 'tasks.apprunner.amazonaws.com';

export const instanceRoleWrong = defineRule({
  id: 'instance-role-wrong',
  title: 'The instance role cannot be assumed',
  phase: 'provision',
  severity: 'error',
  needs: ['roles'],
  check({roles: {instance}}) {
    if (instance === undefined) return [];
    const at = [{evidence: 'roles' as const, path: 'instance', excerpt: instance.arn}];
    if (!instance.exists) return [{data: {what: 'does not exist'}, at}];
    if (instance.trustedServices && !instance.trustedServices.includes(PRINCIPAL))
      return [{data: {what: `does not trust ${PRINCIPAL}`}, at}];
    return [];
  },
  message: ({what}) => `The instance role ${what}`,
});
