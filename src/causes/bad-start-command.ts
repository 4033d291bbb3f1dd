import {dataIs, defineCause, exitCodeIs} from '../engine/cause.js';
import {configure, improve} from '../engine/steps.js';

export const badStartCommand = defineCause({
  id: 'bad-start-command',
  title: 'The StartCommand relies on a shell that is not there',
  phases: ['start'],
  supports: [
    {rule: 'shell-syntax-error', strength: 'direct'},
    {rule: 'start-command-needs-shell', strength: 'indirect'},
    {
      rule: 'exit-code',
      strength: 'indirect',
      when: exitCodeIs(1, 2, 127),
      with: {rule: 'start-command-needs-shell', when: dataIs('runs', false)},
    },
  ],
  refutes: [{rule: 'listens-as-checked'}, {rule: 'image-not-amd64'}],
  needs: ['events', 'service'],
  fix: (_findings, facts) => [
    configure(
      'Put the command in a script in the image (or in CMD) and name it by its absolute path',
      'StartCommand',
      '= "/app/start.sh"',
      facts,
    ),
    improve(
      'Begin the script with `set -e` and end it with `exec`, so that the server is the process that App Runner sees',
      'short-term',
    ),
  ],
});
