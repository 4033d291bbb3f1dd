import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {predictStartup} from '../../src/contract/predict.js';
import {vectors} from './vectors.js';

describe('the 400 observed runs of the Nerava backend', () => {
  it('holds 400 runs, 382 of which got past the import', () => {
    expect(vectors).toHaveLength(400);
    expect(vectors.filter((vector) => vector.truth.checks !== undefined)).toHaveLength(382);
  });

  it.each(vectors.map((vector, index) => [index, vector] as const))('run %i', (_index, {env, truth}) => {
    const prediction = predictStartup(env);
    expect(prediction.outcome).toBe(truth.outcome);
    const observed = neravaContract.checks.map((check) => check.observedName);
    const first = neravaContract.checks.find((check) => check.id === prediction.first)?.observedName ?? null;
    if (truth.checks === undefined) {
      expect(first).toBeNull();
      expect(prediction.parses.some((parse) => parse.status === 'fail')).toBe(true);
      expect(prediction.checks.every((check) => check.status === 'not-run')).toBe(true);
      return;
    }
    expect(first).toBe(truth.first);
    expect(observed).toEqual(Object.keys(truth.checks));
    expect(prediction.checks.map((check) => check.status)).toEqual(
      Object.values(truth.checks).map((answer) => (answer === 'pass' ? 'pass' : 'fail')),
    );
    expect(prediction.gates).toMatchObject({local: truth.isLocal, skip: truth.skip, strict: truth.strict});
    expect(prediction.mayStopEarlierAt).toEqual([]);
  });
});
