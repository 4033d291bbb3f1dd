import {firstMatch} from '../engine/app-log.js';
import {atEvent, atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const LINE =
  /not authorized to perform: (?:secretsmanager:GetSecretValue|ssm:GetParameters?|kms:Decrypt)|AccessDeniedException[^\n]{0,120}(?:secret|parameter|kms)/i;

export const secretAccessDenied = defineRule({
  id: 'secret-access-denied',
  title: 'The instance role may not read a referenced secret',
  phase: 'provision',
  severity: 'error',
  needs: ['service'],
  mayLack: ['roles', 'events', 'app-records'],
  check({service, roles, events, 'app-records': records}) {
    const line = events.status === 'collected' ? events.value.find((event) => LINE.test(event.message)) : undefined;
    if (line) return [{data: {how: 'line'}, at: [atEvent(line)]}];
    const own = records.status === 'collected' ? firstMatch(records.value, LINE) : undefined;
    if (own) return [{data: {how: 'line'}, at: [atRecord(own.record, own.line)]}];
    const {secrets} = service.configuration;
    if (roles.status !== 'collected' || secrets.length === 0) return [];
    const needed = secrets.map((s) => (s.kind === 'ssm' ? 'ssm:GetParameters' : 'secretsmanager:GetSecretValue'));
    const denied = [...new Set([...needed, 'kms:Decrypt'])].filter(
      (action) => roles.value.instance?.allowed?.[action] === false && action !== 'kms:Decrypt',
    );
    if (denied.length === 0) return [];
    return [
      {
        data: {how: denied.join(', ')},
        at: [{evidence: 'roles' as const, path: 'instance.allowed', excerpt: `denied: ${denied.join(', ')}`}],
      },
    ];
  },
  message: ({how}) =>
    how === 'line'
      ? 'A log line says that access to a secret was denied'
      : `By policy simulation the instance role may not call ${how}`,
});
