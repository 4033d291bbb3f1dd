import {firstMatch, withoutMild} from '../engine/app-log.js';
import {atEvent, atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const LINE =
  /not authorized to perform: (?:secretsmanager:GetSecretValue|ssm:GetParameters?|kms:Decrypt)|AccessDeniedException[^\n]{0,120}(?:secret|parameter|kms)/i;

export const secretAccessDenied = defineRule({
  id: 'secret-access-denied',
  title: 'A log line says that access to a secret was denied',
  phase: 'provision',
  severity: 'error',
  tellsTheEnd: true,
  needs: [],
  mayLack: ['events', 'app-records'],
  check({events, 'app-records': records}) {
    const line = events.status === 'collected' ? events.value.find((event) => LINE.test(event.message)) : undefined;
    if (line) return [{at: [atEvent(line)]}];
    const own = records.status === 'collected' ? firstMatch(withoutMild(records.value), LINE) : undefined;
    return own ? [{at: [atRecord(own.record, own.line)]}] : [];
  },
  message: () => 'A log line says that access to a secret was denied',
});
