import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** IAM needs some time to carry a new role everywhere. */
const FRESH = 2 * 60_000;

export const instanceRoleNew = defineRule({
  id: 'instance-role-new',
  title: 'The instance role was created just before the deployment',
  phase: 'provision',
  severity: 'warning',
  needs: ['roles', 'examination'],
  check({roles: {instance}, examination}) {
    const started = examination.operation?.startedAt;
    if (instance?.createdAt === undefined || started === undefined) return [];
    const age = started - instance.createdAt;
    if (age < -FRESH || age > FRESH) return [];
    return [
      {
        data: {seconds: Math.round(age / 1000)},
        at: [{evidence: 'roles' as const, path: 'instance.createdAt', excerpt: iso(instance.createdAt)}],
      },
    ];
  },
  message: ({seconds}) =>
    `The instance role was created ${seconds} s before the deployment started; IAM may not have carried it everywhere`,
});
