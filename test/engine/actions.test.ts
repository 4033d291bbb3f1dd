import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import {bundleOf, pulledLines} from '../support/bundle.js';
import {FAILED} from '../support/facts.js';

const EXITED = '[AppRunner] Your application stopped or failed to start. Container exit code: 139';

describe('what to do in general', () => {
  it.each([
    ['after a failure', {serviceLog: pulledLines(FAILED), applicationLog: []}, 'collect'],
    [
      'while a deployment runs',
      {operations: [{status: 'IN_PROGRESS', endedAt: undefined}], serviceLog: pulledLines(FAILED)},
      '--watch',
    ],
    [
      'to start the image locally',
      {serviceLog: pulledLines([60, EXITED], FAILED), applicationLog: ['Segmentation fault']},
      'reproduce',
    ],
  ] as const)('names the region in its commands, %s: the one of the shell may be another', (_, parts, expected) => {
    const {actions} = diagnose(bundleOf(parts as Parameters<typeof bundleOf>[0]), {contract: neravaContract});
    const commands = actions.flatMap(({command}) => (command?.includes(expected) === true ? [command] : []));
    expect(commands).not.toEqual([]);
    for (const command of commands) expect(command).toContain('--region us-east-1');
  });
});
