import {defineCause, exitCodeIs} from '../engine/cause.js';
import {improve, read, rebuild, region, runLocally, serviceName} from '../engine/steps.js';

export const nativeCrash = defineCause({
  id: 'native-crash',
  title: 'Native code crashed',
  phases: ['start', 'serve'],
  supports: [
    {rule: 'exit-code', strength: 'direct', when: exitCodeIs(139)},
    // .NET aborts (134) after any exception that nobody caught, and says which: then native code did not crash.
    {rule: 'exit-code', strength: 'direct', when: exitCodeIs(134), unless: ['final-error', 'shared-library-error']},
    {rule: 'native-crash-line', strength: 'direct'},
  ],
  refutes: [{rule: 'out-of-memory-line'}],
  needs: ['events'],
  fix: (_findings, facts) => [
    runLocally(facts),
    read(
      'See which native packages changed',
      `nerava-diag compare-images running attempted -s ${serviceName(facts)} --region ${region(facts)} --files`,
    ),
    improve(
      'Pin or rebuild the native dependency for linux/amd64 and the libc of the base image',
      'short-term',
      rebuild(facts),
    ),
  ],
});
