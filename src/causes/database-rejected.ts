import {defineCause} from '../engine/cause.js';
import {improve, read} from '../engine/steps.js';

export const databaseRejected = defineCause({
  id: 'database-rejected',
  title: 'The database answered and refused',
  phases: ['start', 'serve'],
  supports: [{rule: 'database-rejected-error', strength: 'direct'}],
  refutes: [],
  needs: ['events', 'app-records'],
  atRunTime: true,
  fix: (findings) => [
    read(
      `The network is fine. ${String(findings[0]?.data?.['kind'] ?? '')}: look at the credentials in the secret, the database's name, and whether the migrations ran`,
    ),
    improve('Run migrations as a step of the pipeline, before the deployment', 'short-term'),
  ],
});
