import {defineCause, exitCodeIs} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import type {FactSet, Finding} from '../engine/rule.js';
import {shellWord} from '../engine/shell-word.js';
import {attemptedImage, improve, read} from '../engine/steps.js';

/** The file that a line names, else the folder in which to look. */
function place(findings: readonly Finding[], facts: FactSet): string {
  const path = findings.find(({data}) => typeof data?.['path'] === 'string')?.data?.['path'];
  return String(path ?? known(facts['image-attempted'])?.config?.workingDir ?? '/');
}

export const missingFile = defineCause({
  id: 'missing-file',
  title: 'A file that the application needs is not in the image',
  phases: ['start'],
  supports: [
    // A variable that is asked for ended it; the file is then one that the start did without, or the same trouble.
    {rule: 'missing-file-error', strength: 'direct', unless: 'missing-variable-error'},
    {rule: 'missing-file-error', strength: 'indirect', with: 'missing-variable-error'},
    {rule: 'exit-code', strength: 'indirect', when: exitCodeIs(1), unless: 'application-ran'},
  ],
  refutes: [{rule: 'image-not-amd64'}, {rule: 'import-error', unless: 'missing-file-error'}],
  needs: ['events', 'app-records'],
  fix: (findings, facts) => [
    read(
      'See whether the file is in the image',
      `docker run --rm --platform linux/amd64 --entrypoint ls ${attemptedImage(facts) ?? 'IMAGE'} -l ${shellWord(place(findings, facts))}`,
    ),
    improve('COPY the file in the Dockerfile and look whether .dockerignore leaves it out', 'short-term'),
  ],
});
