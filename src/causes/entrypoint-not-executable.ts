import {defineCause} from '../engine/cause.js';
import {improve, rebuild} from '../engine/steps.js';

export const entrypointNotExecutable = defineCause({
  id: 'entrypoint-not-executable',
  title: 'The command exists but cannot be executed',
  phases: ['start'],
  supports: [
    {rule: 'not-executable-error', strength: 'direct'},
    {rule: 'entrypoint-file-mode', strength: 'direct'},
  ],
  refutes: [{rule: 'application-ran', unless: 'not-executable-error'}],
  needs: ['events'],
  fix: (_findings, facts) => [
    improve(
      'In the Dockerfile: `RUN chmod +x` on the script, LF line ends (`.gitattributes`: `*.sh text eol=lf`), an interpreter that the image has',
      'short-term',
      rebuild(facts),
    ),
  ],
});
