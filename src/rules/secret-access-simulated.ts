import {defineRule} from '../engine/rule.js';

export const secretAccessSimulated = defineRule({
  id: 'secret-access-simulated',
  title: 'By policy simulation the instance role may not read a referenced secret',
  phase: 'provision',
  severity: 'error',
  needs: ['service', 'roles'],
  check({service, roles}) {
    const needed = service.configuration.secrets.map(({kind}) =>
      kind === 'ssm' ? 'ssm:GetParameters' : 'secretsmanager:GetSecretValue',
    );
    const denied = [...new Set(needed)].filter((action) => roles.instance?.allowed?.[action] === false);
    if (denied.length === 0) return [];
    const actions = denied.join(', ');
    return [{data: {actions}, at: [{evidence: 'roles', path: 'instance.allowed', excerpt: `denied: ${actions}`}]}];
  },
  message: ({actions}) => `By policy simulation the instance role may not call ${actions}`,
});
