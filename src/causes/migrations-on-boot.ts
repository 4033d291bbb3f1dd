import {dataIs, defineCause} from '../engine/cause.js';
import type {Finding} from '../engine/rule.js';
import {improve, read, readLogs} from '../engine/steps.js';

export const migrationsOnBoot = defineCause({
  id: 'migrations-on-boot',
  title: 'A migration in the start path fails, waits for a lock or takes too long',
  phases: ['start', 'listen'],
  supports: [
    {rule: 'migration-output-last', strength: 'direct', when: dataIs('inCommand', true)},
    {rule: 'migration-output-last', strength: 'direct', when: waitsInApplication},
    {rule: 'migration-output-last', strength: 'direct', when: dataIs('failed', true)},
    {rule: 'migration-output-last', strength: 'indirect', when: onlyLast},
  ],
  refutes: [],
  needs: ['events', 'app-records'],
  fix: (_findings, facts) => [
    read(
      'Look for a lock that the migration waits for (PostgreSQL)',
      'psql "$DATABASE_URL" -c "select pid, wait_event_type, state, left(query, 80) from pg_stat_activity where wait_event_type = \'Lock\'"',
    ),
    readLogs(facts),
    improve(
      'Take the migration out of the start command: a one-off step of the pipeline, run once and not by every instance',
      'short-term',
    ),
  ],
});

/** The application migrates by itself, and its last word is that it waits for the lock. */
function waitsInApplication({data}: Finding): boolean {
  return data?.['inCommand'] === false && data['waits'] === true;
}

function onlyLast({data}: Finding): boolean {
  return data?.['inCommand'] === false && data['waits'] !== true;
}
