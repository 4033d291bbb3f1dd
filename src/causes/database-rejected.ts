import {dataIs, defineCause} from '../engine/cause.js';
import type {Finding} from '../engine/rule.js';
import {improve, read} from '../engine/steps.js';

export const databaseRejected = defineCause({
  id: 'database-rejected',
  title: 'The database answered and refused',
  phases: ['start', 'serve'],
  supports: [
    {rule: 'database-rejected-error', strength: 'direct', when: endedIt},
    // A server that listens and is refused: that is what is wrong with it, unless the health check found something.
    {rule: 'database-rejected-error', strength: 'direct', when: refusesService, unless: 'health-check-failed'},
    {rule: 'database-rejected-error', strength: 'indirect', when: dataIs('afterListen', true)},
    {rule: 'database-rejected-error', strength: 'correlated', when: dataIs('survived', true)},
  ],
  refutes: [],
  needs: ['events', 'app-records'],
  atRunTime: true,
  fix: (findings) => [
    read(`The network is fine. Look at ${WHERE[String(findings[0]?.data?.['kind'])] ?? WHERE['other']}`),
    improve('Run migrations as a step of the pipeline, before the deployment', 'short-term'),
  ],
});

function endedIt({data}: Finding): boolean {
  return data?.['afterListen'] !== true && data?.['survived'] !== true;
}

/** Not a missing table: of those, some belong to a customer's query. */
function refusesService({data}: Finding): boolean {
  return data?.['afterListen'] === true && data['kind'] !== 'missing-relation';
}

const WHERE: {readonly [kind: string]: string} = {
  encryption: "the driver's TLS settings (PostgreSQL: sslmode=require) and what the database demands (rds.force_ssl)",
  host: "the user's host in the database (pg_hba.conf, the grants) and the user's name",
  credentials: 'the credentials in the secret, and whether they were rotated',
  'missing-database': "the database's name in the connection string, and whether it was created",
  'missing-relation': 'whether the migrations ran, and against this database',
  version: 'the version of the database that the application is made for',
  'too-many': 'how many connections the pools of all instances open, and how many the database takes',
  other: "the credentials in the secret, the database's name, and whether the migrations ran",
};
