import {expect, it} from 'vitest';
import {displayWidth} from '../../src/terminal/width.js';

it('counts all of the two planes of ideographs as wide, as the tables do', () => {
  expect(displayWidth('\u{20000}\u{3FFFE}\u{3FFFF}')).toBe(6);
});
