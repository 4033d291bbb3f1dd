import {dataIs, defineCause} from '../engine/cause.js';
import {attemptedImage, improve, read, rebuild} from '../engine/steps.js';

export const entrypointNotFound = defineCause({
  id: 'entrypoint-not-found',
  title: 'The command of the container does not exist in the image',
  phases: ['start'],
  supports: [
    {rule: 'command-not-found-error', strength: 'direct', when: (finding) => finding.data?.['command'] !== null},
    {
      rule: 'command-not-found-error',
      strength: 'direct',
      when: dataIs('command', null),
      unless: 'start-command-needs-shell',
    },
    {
      rule: 'command-not-found-error',
      strength: 'indirect',
      when: dataIs('command', null),
      with: 'start-command-needs-shell',
    },
    {rule: 'entrypoint-file-missing', strength: 'direct'},
    {rule: 'entrypoint-file-uncertain', strength: 'correlated'},
  ],
  refutes: [{rule: 'application-ran', unless: 'command-not-found-error'}, {rule: 'shared-library-error'}],
  needs: ['events'],
  fix: (_findings, facts) => [
    read(
      'See what CMD and ENTRYPOINT name, and whether it is there',
      `docker run --rm --platform linux/amd64 --entrypoint sh ${attemptedImage(facts) ?? 'IMAGE'} -c 'command -v COMMAND; ls -l /app'`,
    ),
    improve('Correct CMD or ENTRYPOINT (absolute path, exec form) and build again', 'short-term', rebuild(facts)),
  ],
});
