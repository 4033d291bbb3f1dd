import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import {bundleOf, pulledLines} from '../support/bundle.js';
import {EXIT_1, FAILED, image, service, variable} from '../support/facts.js';

const COMMAND = 'python -m uvicorn app.main_simple:app';

/** What is said of a start that ended with exit code 1, without a line of the application's. */
function judged(variables: {readonly [name: string]: string}, read: boolean) {
  const report = diagnose(
    bundleOf({
      service: service({
        configuration: {
          startCommand: COMMAND,
          variables: Object.entries(variables).map(([name, value]) => variable(name, value)),
          secrets: [],
        },
      }),
      // It changes no variables: those that are visible are those it ran with.
      operations: [{type: 'START_DEPLOYMENT'}],
      serviceLog: pulledLines(EXIT_1, FAILED),
      applicationLog: null,
      ...(read && {evidence: {'image-attempted': image()}}),
    }),
    {contract: neravaContract},
  );
  const texts = report.findings.filter(({rule}) => /^(?:contract|validation)-/.test(rule));
  return {
    verdict: report.causes.find(({cause}) => cause === 'startup-validation')?.verdict,
    findings: texts.map(({rule}) => rule),
    says: texts.some(({text}) => text.includes("image's own ENV")),
  };
}

describe('checks of an environment', () => {
  it.each([
    ['pass, the image read: ruled out', {}, true, 'ruled-out', ['contract-satisfied', 'validation-disabled'], false],
    ['pass, the image not read: it may set ENV=prod', {}, false, 'possible', ['contract-undecided'], true],
    ['fail, the image read', {ENV: 'prod'}, true, 'likely', ['contract-violated'], false],
    [
      'fail, the image not read: it may set what is missing',
      {ENV: 'prod'},
      false,
      'likely',
      ['contract-violated'],
      true,
    ],
    [
      'are skipped, whatever the image sets',
      {ENV: 'prod', SKIP_STARTUP_VALIDATION: 'true'},
      false,
      'ruled-out',
      ['validation-disabled'],
      false,
    ],
  ] as const)('%s', (_, variables, read, verdict, findings, says) => {
    expect(judged(variables, read)).toEqual({verdict, findings, says});
  });
});
