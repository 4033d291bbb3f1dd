import fc from 'fast-check';
import {expect, it} from 'vitest';
import {escapeJson, jsonPieces, jsonText} from '../../src/terminal/sanitize.js';

const text = fc.oneof(fc.string(), fc.string({unit: 'binary', maxLength: 5}), fc.constantFrom('\u007f', '\u202e', '→'));
const leaf = fc.oneof(
  text,
  fc.integer(),
  fc.double({noNaN: true, noDefaultInfinity: true}),
  fc.boolean(),
  fc.constant(null),
);
const {value} = fc.letrec((tie) => ({
  value: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    leaf,
    fc.array(tie('value'), {maxLength: 4}),
    fc.dictionary(text, tie('value'), {maxKeys: 4}),
  ),
}));
/** Now and then a list that does not go into one piece. */
const long = fc
  .tuple(fc.integer({min: 250, max: 1100}), fc.array(value, {minLength: 1, maxLength: 3}))
  .map(([length, some]) => Array.from({length}, (_, i) => some[i % some.length]));
const document = fc.dictionary(
  text,
  fc.oneof(
    {weight: 5, arbitrary: value},
    {weight: 1, arbitrary: long},
    {weight: 1, arbitrary: long.map((list) => ({list, deep: [{list}]}))},
    {weight: 1, arbitrary: fc.constant(undefined)},
  ),
  {maxKeys: 5},
);

it('is what JSON.stringify writes, escaped, in whatever pieces', () => {
  fc.assert(
    fc.property(document, (one) => {
      expect(jsonText(one)).toBe(`${escapeJson(JSON.stringify(one, null, 2))}\n`);
    }),
    {numRuns: 300},
  );
});

it('comes in pieces of which none is long', () => {
  const list = Array.from({length: 50_000}, (_, i) => ({path: `file-${i}`, layer: {a: null, b: 2}}));
  const pieces = [...jsonPieces({files: {added: list}})];
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(50_000);
  expect(JSON.parse(pieces.join(''))).toEqual({files: {added: list}});
});
