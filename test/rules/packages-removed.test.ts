import {packagesRemoved} from '../../src/rules/packages-removed.js';
import {testRule} from '../support/rule-tester.js';

const removed = (...names: readonly string[]) => ({
  'image-files': {files: [], removedPackages: names.map((name) => ({ecosystem: 'pip', name, version: '1.0'}))},
});

testRule(packagesRemoved, {
  finds: [
    {name: 'a package that is gone', given: removed('redis'), says: /does not: redis 1\.0 \(pip\)$/},
    {
      name: 'more than anybody reads, with how many there are',
      given: removed(...'abcdefghij'),
      says: /a 1\.0 \(pip\), .*, h 1\.0 \(pip\) and 2 more$/,
    },
    {
      name: 'a package without a version',
      given: {'image-files': {files: [], removedPackages: [{ecosystem: 'npm', name: 'left-pad'}]}},
      says: /left-pad \(npm\)$/,
    },
  ],
  silent: [
    {name: 'the same packages', given: {'image-files': {files: [], removedPackages: []}}},
    {name: 'packages that were not compared', given: {'image-files': {files: []}}},
  ],
});
