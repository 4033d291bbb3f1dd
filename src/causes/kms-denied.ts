import {defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {change} from '../engine/steps.js';

export const kmsDenied = defineCause({
  id: 'kms-denied',
  title: 'An encryption key cannot be used',
  phases: ['pull', 'provision'],
  supports: [{rule: 'key-unusable', strength: 'direct'}],
  refutes: [],
  needs: ['keys'],
  fix: (_findings, facts) => [
    change('Enable the key again', {
      command: `aws kms enable-key --key-id ${known(facts.service)?.kmsKeyArn ?? 'KEY_ARN'}`,
      undo: `aws kms disable-key --key-id ${known(facts.service)?.kmsKeyArn ?? 'KEY_ARN'}`,
    }),
  ],
});
