import {dataIs, defineCause, endedIt, exitCodeIs} from '../engine/cause.js';
import {importEntry, improve, read, region, serviceName} from '../engine/steps.js';

export const crashOnImport = defineCause({
  id: 'crash-on-import',
  title: "The application's code fails while it is loaded",
  phases: ['start'],
  supports: [
    {rule: 'import-error', strength: 'direct'},
    {rule: 'import-not-in-image', strength: 'indirect'},
    {rule: 'packages-removed', strength: 'correlated', with: 'import-error'},
    {rule: 'final-error', strength: 'indirect', unless: 'import-error', when: dataIs('loading', true)},
    {rule: 'exit-code', strength: 'indirect', when: exitCodeIs(1, 3), unless: 'application-ran'},
  ],
  refutes: [
    {rule: 'image-not-amd64'},
    {rule: 'validation-line', unless: 'import-error'},
    {rule: 'missing-variable-error', unless: 'import-error', when: dataIs('lookup', undefined)},
    {rule: 'lost-variable-error', unless: 'import-error'},
    {rule: 'invalid-value-error', unless: 'import-error'},
    {rule: 'shared-library-error', unless: 'import-error'},
    {rule: 'missing-file-error', unless: 'import-error'},
    {rule: 'database-connect-error', unless: 'import-error'},
    {rule: 'database-rejected-error', unless: 'import-error', when: endedIt},
  ],
  needs: ['events', 'app-records'],
  fix: (_findings, facts) => [
    importEntry(facts),
    read(
      'See which files differ between the good and the failed image',
      `nerava-diag compare-images running attempted -s ${serviceName(facts)} --region ${region(facts)} --files`,
    ),
    improve(
      'Load the entry point as a last step of the image build, so that a broken image is never pushed',
      'short-term',
    ),
  ],
  separate: (facts) => importEntry(facts),
});
