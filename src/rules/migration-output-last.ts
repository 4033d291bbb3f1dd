import {firstMatch} from '../engine/app-log.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const MIGRATION =
  /\balembic\b|Running (?:upgrade|migrations?)|Applying [\w.]+\.\.\.|prisma migrate|Prisma schema loaded|\bflyway\b|\bliquibase\b|db:migrate|knex migrate|sequelize.*migrat|typeorm.*migration|Waiting for (?:the )?(?:advisory |changelog |migration )?lock|\bmigrating\b/i;
const LOCK = /Waiting for (?:the )?(?:advisory |changelog |migration )?lock|lock wait timeout/i;
/** A migration tool's own word that it failed or refuses: Prisma, Alembic, Flyway, Liquibase, Django, Rails, golang-migrate, knex, goose. */
const FAILED =
  /\bError: P30\d\d\b|\bCan't locate revision identified by\b|\bMultiple head revisions are present\b|\bFlyway\w*Exception: |\bValidate failed: Migrations have failed\b|\bliquibase\.exception\.(?!LockException)\w+: |\bInconsistentMigrationHistory\b|\bAn error has occurred, (?:this and )?all later migrations canceled\b|\bDirty database version \d+\. Fix and force version\b|\bThe migration directory is corrupt\b|\bgoose(?: run)?: (?:ERROR|failed to run)/;
const TOOL = /alembic|migrate|flyway|liquibase|db:migrate|db upgrade/i;

export const migrationOutputLast = defineRule({
  id: 'migration-output-last',
  title: 'A migration was the last thing the application did',
  phase: 'start',
  severity: 'error',
  needs: ['app-records'],
  mayLack: ['service', 'image-attempted'],
  check({'app-records': records, service, 'image-attempted': attempted}) {
    const last = records.at(-1);
    if (last === undefined || records.some((r) => r.listen !== undefined || r.access !== undefined)) return [];
    const failed = firstMatch(records, FAILED);
    if (failed) return [{data: {failed: true}, at: [atRecord(failed.record, failed.line)]}];
    if (!MIGRATION.test(last.text) || /^usage: |unrecognized arguments|not found|No such file/im.test(last.text))
      return [];
    const config = known(attempted)?.config;
    const command = [
      known(service)?.configuration.startCommand,
      ...(config?.entrypoint ?? []),
      ...(config?.cmd ?? []),
    ].join(' ');
    return [{data: {inCommand: TOOL.test(command), waits: LOCK.test(last.text)}, at: [atRecord(last)]}];
  },
  message: ({inCommand, waits, failed}) =>
    failed
      ? 'A database migration failed at start; the server never came up'
      : `The last output is that of a database migration${inCommand ? ', which the start command runs' : ''}${waits ? ', waiting for a lock' : ''}; the server never came up`,
});
