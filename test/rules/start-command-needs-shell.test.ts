import {startCommandNeedsShell} from '../../src/rules/start-command-needs-shell.js';
import {runs, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(startCommandNeedsShell, {
  finds: [
    {name: 'an operator', given: {service: runs('alembic upgrade head && uvicorn app:app')}, says: /&&/},
    {name: 'an unbalanced quote in a shell', given: {service: runs('sh -c "uvicorn app:app')}, says: /quote/},
  ],
  silent: [
    {name: 'operators in a shell', given: {service: runs('sh -c "alembic upgrade head && uvicorn app:app"')}},
    {name: 'a plain command', given: {service: runs('uvicorn app:app --port 8000')}},
    {name: 'no start command', given: {service: service()}},
  ],
});
