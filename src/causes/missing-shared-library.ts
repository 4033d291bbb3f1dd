import {defineCause, exitCodeIs} from '../engine/cause.js';
import {attemptedImage, improve, read, rebuild} from '../engine/steps.js';

export const missingSharedLibrary = defineCause({
  id: 'missing-shared-library',
  title: 'A native library is missing or does not fit the base image',
  phases: ['start'],
  supports: [
    {rule: 'shared-library-error', strength: 'direct'},
    {rule: 'exit-code', strength: 'indirect', when: exitCodeIs(127), unless: 'application-ran'},
  ],
  refutes: [{rule: 'image-not-amd64'}],
  needs: ['events', 'app-records'],
  fix: (findings, facts) => [
    read(
      'See what the loader misses, in the very image',
      `docker run --rm --platform linux/amd64 --entrypoint sh ${attemptedImage(facts) ?? 'IMAGE'} -c 'ldd FILE'`,
    ),
    improve(
      `Install the package that holds ${String(findings[0]?.data?.['library'] ?? 'the library')} in the final stage of the Dockerfile, or use a base image with the same libc as the build stage`,
      'short-term',
      rebuild(facts),
    ),
  ],
});
