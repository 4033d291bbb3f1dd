import {defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import type {FactSet} from '../engine/rule.js';
import {change, region} from '../engine/steps.js';

function keyFlags(facts: FactSet): string {
  return `--region ${region(facts)} --key-id ${known(facts.service)?.kmsKeyArn ?? 'KEY_ARN'}`;
}

export const kmsDenied = defineCause({
  id: 'kms-denied',
  title: 'An encryption key cannot be used',
  phases: ['pull', 'provision'],
  supports: [{rule: 'key-unusable', strength: 'direct'}],
  refutes: [],
  needs: ['keys'],
  fix: (_findings, facts) => [
    change('Enable the key again', {
      command: `aws kms enable-key ${keyFlags(facts)}`,
      undo: `aws kms disable-key ${keyFlags(facts)}`,
    }),
  ],
});
