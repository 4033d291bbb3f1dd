import {describe, expect, it} from 'vitest';
import {codePointLength, isPythonFloat, isPythonInt, urlsafeBase64Length} from '../../src/contract/python.js';

/** Answers of CPython 3.11. */
describe('int() and float()', () => {
  it.each([
    ['7', true, true],
    [' 7 ', true, true],
    ['\t+7\n', true, true],
    ['\u00a0-7\u3000', true, true],
    ['\u00857', true, true],
    ['\u001c7', false, false],
    ['\ufeff7', false, false],
    ['1_000', true, true],
    ['1__000', false, false],
    ['_1', false, false],
    ['1_', false, false],
    ['٣', true, true],
    ['１２', true, true],
    ['𝟘', true, true],
    ['²', false, false],
    ['007', true, true],
    ['+-7', false, false],
    ['- 7', false, false],
    ['1 2', false, false],
    ['', false, false],
    [' ', false, false],
    ['0x10', false, false],
    ['30s', false, false],
    ['1.5', false, true],
    ['.5', false, true],
    ['5.', false, true],
    ['.', false, false],
    ['1_0.0_1', false, true],
    ['1_.0', false, false],
    ['1._0', false, false],
    ['1e3', false, true],
    ['1E+1_0', false, true],
    ['1e', false, false],
    ['e3', false, false],
    ['inf', false, true],
    ['-Infinity', false, true],
    ['NaN', false, true],
    ['infinit', false, false],
    ['1'.repeat(4300), true, true],
    ['1'.repeat(4301), false, true],
    [`-${'0'.repeat(4301)}`, false, true],
  ])('%j', (value, int, float) => {
    expect({int: isPythonInt(value), float: isPythonFloat(value)}).toEqual({int, float});
  });
});

describe('urlsafe_b64decode()', () => {
  it.each([
    ['', 0],
    ['AAAA', 3],
    ['AAA=', 2],
    ['AA==', 1],
    ['AAA', undefined],
    ['AA=', undefined],
    ['A===', undefined],
    ['A', undefined],
    ['=AAAA', 3],
    ['AA==AAAA', 1],
    ['AA=A=', 2],
    ['A!A\nA~A', 3],
    ['-_+/', 3],
    ['éAAAA', 3],
    ['rPshC9bI-0482RC0okoq2bswsvslPGSdjePalw1WA5Q=', 32],
    ['rPshC9bI-0482RC0okoq2bswsvslPGSdjePalw1WA5Q', undefined],
    ['!PshC9bI-0482RC0okoq2bswsvslPGSdjePalw1WA5Q=', undefined],
    ['x'.repeat(44), 33],
  ])('%j', (value, bytes) => {
    expect(urlsafeBase64Length(value)).toBe(bytes);
  });
});

it('counts code points', () => {
  expect(codePointLength('a𝒳é')).toBe(3);
});
