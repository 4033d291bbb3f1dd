import {startCommandNeedsShell} from '../../src/rules/start-command-needs-shell.js';
import {examination, runs, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(startCommandNeedsShell, {
  finds: [
    {name: 'an operator', given: {service: runs('alembic upgrade head && uvicorn app:app')}, says: /&&/},
    {name: 'an unbalanced quote in a shell', given: {service: runs('sh -c "uvicorn app:app')}, says: /quote/},
    {
      name: 'an operator that the version rolled back to has too',
      given: {service: runs('cd /app && node server.js'), examination: examination({status: 'ROLLBACK_SUCCEEDED'})},
      says: /but the version rolled back to runs with it/,
    },
    {
      name: 'an operator in a service that never came up',
      given: {
        service: {...runs('cd /app && node server.js'), status: 'CREATE_FAILED'},
        examination: examination({type: 'CREATE_SERVICE', status: 'FAILED'}),
      },
      says: /in a shell$/,
    },
  ],
  silent: [
    {name: 'operators in a shell', given: {service: runs('sh -c "alembic upgrade head && uvicorn app:app"')}},
    {name: 'a plain command', given: {service: runs('uvicorn app:app --port 8000')}},
    {name: 'no start command', given: {service: service()}},
  ],
});
