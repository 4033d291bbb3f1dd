import {describe, expect, it} from 'vitest';

describe('the built library', () => {
  it('predicts, without oclif and without AWS', async () => {
    const library = (await import(
      new URL('../../dist/index.js', import.meta.url).href
    )) as typeof import('../../src/index.js');
    const {outcome, first} = library.predictStartup(
      {ENV: 'prod', JWT_SECRET: 'x'.repeat(40)},
      {secrets: ['DATABASE_URL']},
    );
    expect({outcome, first}).toEqual({outcome: 'exits', first: 'redis-url'});
    expect(Object.keys(library)).toEqual(
      expect.arrayContaining(['DiagError', 'collect', 'compareImages', 'diagnose', 'predictStartup', 'render']),
    );
  });
});
