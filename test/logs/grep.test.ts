import {describe, expect, it} from 'vitest';
import {createGrep} from '../../src/logs/grep.js';

describe('searching', () => {
  it('finds by the expression, with or without the syntax of the flag u', () => {
    expect(createGrep('err(or)?$')(['error', 'errors', 'err'])).toEqual([true, false, true]);
    expect(createGrep('a\\-b')(['a-b', 'ab'])).toEqual([true, false]);
    expect(createGrep('^💥$')(['💥'])).toEqual([true]);
  });

  it('ends an expression that backtracks without end, with a message', () => {
    const grep = createGrep('^(a+)+$', 50);
    expect(grep(['aaa', 'aab'])).toEqual([true, false]);
    expect(() => grep([`${'a'.repeat(64)}!`])).toThrow(expect.objectContaining({exitCode: 2}));
  });

  it('says what is wrong with an expression', () => {
    expect(() => createGrep('(')).toThrow(/no regular expression/);
  });
});
