import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createKeywords} from '../../../src/evidence/redact/keywords.js';

// Few letters, so that words overlap, end inside one another and fail into one another's middle.
const word = fc.string({unit: fc.constantFrom('a', 'b', '_'), maxLength: 5});
const text = fc.string({unit: fc.constantFrom('a', 'b', 'A', 'B', '_', ' ', '\u212a', 'é'), maxLength: 60});

test('names the lists that a search word by word names', () => {
  fc.assert(
    fc.property(fc.array(fc.array(word, {maxLength: 4}), {maxLength: 5}), text, (lists, searched) => {
      const lower = searched.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
      const expected = lists.flatMap((words, list) => (words.some((one) => lower.includes(one)) ? [list] : []));
      expect([...createKeywords(lists).present(searched)].sort()).toEqual(expected);
    }),
    {numRuns: 2000},
  );
});

test('finds a word at the very end, after other lists are settled', () => {
  expect(createKeywords([['x'], ['token']]).present(`x${'.'.repeat(100_000)}TOKEN`)).toEqual(new Set([0, 1]));
});
