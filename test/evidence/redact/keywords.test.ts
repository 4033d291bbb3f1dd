import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createKeywords, keyword} from '../../../src/evidence/redact/keywords.js';

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

test('finds a word wherever it stands in a long text', () => {
  const keywords = createKeywords([['secret'], ['a_rather_long_word'], ['zz']]);
  const words = ['SECRET', 'a_rather_long_word', 'zZ'];
  const near = fc.tuple(
    fc.constantFrom(16_384, 32_768, 49_152, 65_519, 65_536, 131_038),
    fc.integer({min: -40, max: 40}),
  );
  fc.assert(
    fc.property(near, fc.nat({max: 2}), fc.nat({max: 70_000}), ([place, off], which, more) => {
      const found = keywords.present(`${'.'.repeat(place + off)}${words[which]}${'.'.repeat(more)}`);
      expect(found).toEqual(new Set([which]));
    }),
    {numRuns: 300},
  );
});

test('finds whatever text was made a word of, in any case and beyond ASCII', () => {
  const any = fc.string({unit: 'grapheme', minLength: 1, maxLength: 8});
  fc.assert(
    fc.property(any, fc.string({unit: 'grapheme'}), fc.string({unit: 'grapheme'}), (word, before, after) => {
      const keywords = createKeywords([[keyword(word)]]);
      expect(keywords.present(before + word + after).has(0)).toBe(true);
      const shouted = word.replace(/[a-z]/g, (letter) => letter.toUpperCase());
      expect(keywords.present(before + shouted + after).has(0)).toBe(true);
    }),
  );
});
