import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseAssignment, parseEnvFile} from '../../src/config/env-file.js';

const parse = (text: string) => parseEnvFile(text, '.env');

describe('an env file', () => {
  it.each([
    ['A=1', {A: '1'}],
    ['A=', {A: ''}],
    ['export A=1\nB = two words ', {A: '1', B: 'two words'}],
    ['# comment\n\n  # another\nA=1', {A: '1'}],
    ['A=p#ss # the password', {A: 'p#ss'}],
    ['A="x # y" # c', {A: 'x # y'}],
    ["A='x\\n'", {A: 'x\\n'}],
    ['A="x\\ny\\"z\\\\"', {A: 'x\ny"z\\'}],
    ['A="first\nsecond"\nB=2', {A: 'first\nsecond', B: '2'}],
    ['A=1\r\nB=2\r\n', {A: '1', B: '2'}],
    ['A="1"\r\nB=\'2\'#c\r\n', {A: '1', B: '2'}],
    ['\uFEFFA=1', {A: '1'}],
    ['A=1\nA=2', {A: '2'}],
    ['A=x=y==', {A: 'x=y=='}],
    ['INHERITED\nA=1', {A: '1'}],
    ['__proto__=x', {['__proto__']: 'x'}],
  ])('%j', (text, values) => {
    expect(Object.entries(parse(text))).toEqual(Object.entries(values));
  });

  it.each([
    ['A=1\n???', '.env:2'],
    ['A="SECRET-CANARY', '.env:1'],
    ['B=1\nA="{"key": "CANARY"}"', '.env:2'],
    ["A='it's CANARY'", '.env:1'],
    ['A="first\nsecond"CANARY', '.env:2'],
    ['"A"=CANARY', '.env:1'],
    ['\uFFFD\uFFFDA\0=\0C\0', '.env is no text in UTF-8'],
  ])('refuses %j by its line, without its value', (text, place) => {
    expect(() => parse(text)).toThrow(place);
    expect(() => parse(text)).not.toThrow('CANARY');
  });

  it('reads back what was written in double quotes', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), (value) => {
        fc.pre(!/[\r\u0085]/.test(value));
        const written = value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
        expect(parse(`A="${written}"`)).toEqual({A: value});
      }),
    );
  });
});

describe('an assignment', () => {
  it('splits at the first =', () => {
    expect(parseAssignment('A=b=c')).toEqual(['A', 'b=c']);
    expect(() => parseAssignment('A')).toThrow(/NAME=value/);
    expect(() => parseAssignment('=x')).toThrow(expect.objectContaining({exitCode: 2}));
  });
});
