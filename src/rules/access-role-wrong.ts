import {defineRule} from '../engine/rule.js';

const PRINCIPAL = 'build.apprunner.amazonaws.com';

export const accessRoleWrong = defineRule({
  id: 'access-role-wrong',
  title: 'The access role cannot fetch the image',
  phase: 'pull',
  severity: 'error',
  needs: ['roles'],
  check({roles: {access}}) {
    if (access === undefined) return [];
    const at = [{evidence: 'roles' as const, path: 'access', excerpt: access.arn}];
    if (!access.exists) return [{data: {what: 'does not exist'}, at}];
    if (access.trustedServices && !access.trustedServices.includes(PRINCIPAL))
      return [{data: {what: `does not trust ${PRINCIPAL}`}, at}];
    const denied = Object.entries(access.allowed ?? {}).filter(
      ([action, allowed]) => action.startsWith('ecr:') && !allowed,
    );
    return denied.length === 0
      ? []
      : [{data: {what: `may not call ${denied.map(([action]) => action).join(', ')}`}, at}];
  },
  message: ({what}) => `The access role ${what}`,
});
