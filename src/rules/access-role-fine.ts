import {defineRule} from '../engine/rule.js';

export const accessRoleFine = defineRule({
  id: 'access-role-fine',
  title: 'The access role exists and trusts App Runner',
  phase: 'pull',
  severity: 'info',
  needs: ['roles'],
  check({roles: {access}}) {
    if (!access?.exists || !access.trustedServices?.includes('build.apprunner.amazonaws.com')) return [];
    // Without a simulation its policy is unknown, so this opposes and does not refute.
    return [{at: [{evidence: 'roles' as const, path: 'access', excerpt: access.arn}]}];
  },
  message: () => 'The access role exists and trusts build.apprunner.amazonaws.com',
});
