import {describe, expect, it} from 'vitest';
import {longReadText} from '../../src/app/long-read.js';

describe('a read that takes long', () => {
  it('is told with the faster ways, once a minute more is to be expected', () => {
    const text = longReadText(20_000, 0.1);
    expect(text).toContain('takes 3 minutes more');
    expect(text).toMatch(/--since.*--filter.*--insights.*bills/);
  });

  it.each([
    ['it has hardly begun', 14_999, 0.01],
    ['it is nearly done', 600_000, 0.95],
    ['nothing is known of it', 20_000, 0],
    ['it is done', 600_000, 1],
  ])('is not told when %s', (_, spent, share) => {
    expect(longReadText(spent, share)).toBeUndefined();
  });
});
