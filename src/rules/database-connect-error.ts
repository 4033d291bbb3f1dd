import {finalTracebacks, firstMatch, isGeneralError} from '../engine/app-log.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import type {AppRecord} from '../logs/model.js';

const SERVICE =
  /postgres|psycopg|asyncpg|mysql|mariadb|redis|mongo|sqlalchemy|database|\bdb\b|jdbc|hikari|pg_|sequelize|prisma|typeorm|knex|:5432|:3306|:6379|:27017|:1433|:11211|elasticache|rds\.amazonaws|amqp|rabbitmq|kafka|OperationalError|SqlClient|SQL Server|ServerSelection/i;

const KINDS: readonly (readonly [string, RegExp])[] = [
  [
    'dns',
    /could not translate host name|Name or service not known|getaddrinfo (?:ENOTFOUND|EAI_AGAIN)|UnknownHostException|Temporary failure in name resolution|nodename nor servname|no such host/i,
  ],
  [
    'refused',
    /Connection (?:to \S{1,255} )?refused|ECONNREFUSED|ConnectionRefusedError|actively refused|connect: connection refused/i,
  ],
  [
    'silent',
    /\bCommunications link failure\b|network-related or instance-specific error|Could not connect to any servers in your MongoDB/,
  ],
  [
    'timeout',
    /Connection timed out|ETIMEDOUT|timeout expired|ConnectTimeout|TimeoutError|connect timeout|Can't reach database server|i\/o timeout|Connection attempt timed out|SocketTimeoutException|server selection timed? ?out|Connection is not available, request timed out|timeout occurred after waiting \d+ seconds for|Timeout after \S+ waiting on dependencies/i,
  ],
];

/** Start-up reached for a database or cache that did not answer. "Timed out" is the network, "refused" the port. */
export const databaseConnectError = defineRule({
  id: 'database-connect-error',
  title: 'A database or cache does not answer',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  mayLack: ['events'],
  check({'app-records': records, events}) {
    const healthy = known(events)?.find((event) => event.kind === 'health-check-ok' || event.kind === 'routed');
    const suspects = records.filter((record) => isError(record) && SERVICE.test(record.text));
    for (const [kind, pattern] of KINDS) {
      const hit = firstMatch(suspects, pattern);
      if (hit === undefined) continue;
      const listened = records.find((r) => r.listen !== undefined) ?? healthy;
      const afterListen = listened !== undefined && listened.timestamp < hit.record.timestamp;
      const count = suspects.filter((record) => pattern.test(record.text)).length;
      const survived = outlived(hit.record, hit.line, records);
      return [{data: {kind, afterListen, count, ...(survived && {survived})}, at: [atRecord(hit.record, hit.line)]}];
    }
    return [];
  },
  message: ({kind, afterListen, survived}) =>
    `The application could not reach its database or cache: ${WORDS[String(kind)] ?? 'no answer'}${survived ? ', tried again, and ended of another error' : afterListen ? ', while it was already listening' : ', before it listened'}`,
});

const WORDS: {readonly [kind: string]: string} = {
  silent: 'the connection could not be made',
  dns: 'its host name does not resolve',
  refused: 'the connection was refused (the host answers, the port does not)',
  timeout: 'the connection timed out (network path, security group or connector)',
};

/**
 * A notice of a try that is to be repeated, in a stream that ends later of an error which has nothing to do with it.
 */
function outlived(record: AppRecord, line: string, records: readonly AppRecord[]): boolean {
  if (
    record.traceback !== undefined ||
    !/\bretry|\bretries\b|\bre-?connect|\battempt \d|\btr(?:y|ying) again/i.test(line)
  )
    return false;
  return finalTracebacks(records).some(
    (last) =>
      last.stream === record.stream &&
      last.timestamp > record.timestamp &&
      !SERVICE.test(last.text) &&
      !KINDS.some(([, pattern]) => pattern.test(last.text)) &&
      !isGeneralError(last),
  );
}

function isError(record: AppRecord): boolean {
  return (
    record.traceback !== undefined ||
    record.level === undefined ||
    record.level === 'error' ||
    record.level === 'fatal' ||
    record.level === 'warning'
  );
}
