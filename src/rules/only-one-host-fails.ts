import {atRecord} from '../engine/pointers.js';
import {defineRule, type Facts} from '../engine/rule.js';

const PRIVATE =
  /\b(?:10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.\d{1,3}\b|\b[\w-][\w.-]{0,200}\.(?:internal|(?:rds|cache)\.amazonaws\.com)\b/gi;
const TIMED_OUT =
  /Connection timed out|ETIMEDOUT|timeout expired|ConnectTimeout|connect timeout|i\/o timeout|TimeoutError/i;
const ANSWERED = /\bconnected\b|\bconnection (?:is )?(?:established|ok|successful|ready)\b|\bestablished\b/i;

/**
 * Behind a connector: one private host times out. That others answer proves that the connector's network works; then a
 * rule of a security group is the usual reason.
 */
export const onlyOneHostFails = defineRule({
  id: 'only-one-host-fails',
  title: 'A private host behind the connector times out',
  phase: 'serve',
  severity: 'error',
  needs: ['app-records', 'service'],
  check({'app-records': records, service}) {
    if (service.egress?.type !== 'VPC') return [];
    const hostsOf = hostReader(service);
    const lines = records.flatMap((record) => record.text.split('\n').map((line) => ({record, line: line.trim()})));
    const failing = lines.filter(({line}) => TIMED_OUT.test(line) && hostsOf(line).length > 0);
    const [first] = failing;
    const hosts = new Set(failing.flatMap(({line}) => hostsOf(line)));
    if (first === undefined || hosts.size > 1) return [];
    const other = lines.find(
      ({line}) => ANSWERED.test(line) && !TIMED_OUT.test(line) && hostsOf(line).some((host) => !hosts.has(host)),
    );
    return [
      {
        data: {othersAnswer: other !== undefined, count: failing.length},
        at: [atRecord(first.record, first.line), ...(other ? [atRecord(other.record, other.line)] : [])],
      },
    ];
  },
  message: ({othersAnswer}) =>
    `A private host does not answer through the VPC connector: a time-out, not a refusal${othersAnswer ? '; another one answers' : ''}`,
});

/** Reads the private hosts of a line. A host that is a variable's value stands there masked, by the variable's name. */
function hostReader(service: Facts['service']): (line: string) => string[] {
  const named = service.configuration.variables
    .filter(({traits: {host}}) => host !== undefined && host !== 'public' && host !== 'localhost')
    .map(({name}) => `[masked ${name}]`);
  return (line) => [
    ...(line.match(PRIVATE) ?? []).map((host) => host.toLowerCase()),
    ...named.filter((mask) => line.includes(mask)),
  ];
}
