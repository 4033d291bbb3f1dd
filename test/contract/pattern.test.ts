import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compilePattern, PatternError} from '../../src/contract/pattern.js';

/** Patterns from the known grammar, with the text they are written as. */
const patterns: fc.Arbitrary<string> = fc.letrec<{atom: string; piece: string; pattern: string}>((tie) => ({
  atom: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    fc.constantFrom('a', 'b', '.', '\\d', '\\s', '\\W', '\\.', '[ab]', '[^a]', '[a-c]', '[\\d-]', '[-a]', '𝒳'),
    tie('pattern').map((inner) => `(?:${inner})`),
    tie('pattern').map((inner) => `(${inner})`),
  ),
  piece: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '?', '*', '+', '{2}', '{1,}', '{0,2}', '+?'))
    .map((p) => p.join('')),
  pattern: fc.oneof(
    {depthSize: 'small'},
    fc.array(tie('piece'), {maxLength: 3}).map((pieces) => pieces.join('')),
    fc.tuple(tie('piece'), tie('piece')).map(([a, b]) => `${a}|${b}`),
    tie('piece').map((inner) => `^${inner}`),
    tie('piece').map((inner) => `${inner}$`),
  ),
})).pattern;

describe('a pattern', () => {
  it('matches what the engine of the language matches', () => {
    const texts = fc.string({unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '\n', '-', '.', '𝒳'), maxLength: 8});
    fc.assert(
      fc.property(patterns, texts, (source, text) => {
        fc.pre(source.length <= 60);
        expect(compilePattern(source).test(text)).toBe(new RegExp(source, 'u').test(text));
      }),
      {numRuns: 3_000},
    );
  });

  it.each([
    ['(a', 'not closed'],
    ['a)', 'not opened'],
    ['[a', 'too early'],
    ['a\\', 'too early'],
    ['*a', 'stands alone'],
    ['a**', 'follows a quantifier'],
    ['^*', 'anchor'],
    ['a{2,1}', 'counts down'],
    ['a{x}', 'no quantifier'],
    ['[b-a]', 'malformed'],
    ['(?=a)', 'only'],
    ['(?<n>a)', 'only'],
    ['(a)\\1', '\\1 is not known'],
    ['\\bword', '\\b is not known'],
    ['a{9999}', 'repeats too much'],
    ['((){9999}){9999}', 'repeats too much'],
    ['(((a{50}){50}){50})', 'repeats too much'],
    ['a'.repeat(301), 'longer'],
    ['('.repeat(30), 'nested'],
  ])('%j is refused', (source, why) => {
    expect(() => compilePattern(source)).toThrow(PatternError);
    expect(() => compilePattern(source)).toThrow(why);
  });

  it('that would make a backtracking engine hang is answered', () => {
    const text = `${'a'.repeat(5_000)}!`;
    expect(compilePattern('^(?:a+)+$').test(text)).toBe(false);
    expect(compilePattern('(?:a|a)*b').test(text)).toBe(false);
    expect(compilePattern('(?:.*a){10}$').test(text)).toBe(false);
  });
});
