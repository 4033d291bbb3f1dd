import {describe, expect, it} from 'vitest';
import {AWS_OPERATIONS} from '../../src/aws/operations.js';
import {budgetOf, createBudget} from '../../src/fleet/budget.js';

/** The times at which calls may go out when all of them come at the same time, milliseconds. */
async function turns(calls: readonly string[], perSecond: {readonly [operation: string]: number}): Promise<number[]> {
  const waits = calls.map(() => 0);
  const index = {current: 0};
  const budget = createBudget(
    perSecond,
    () => 1_000_000,
    async (ms) => {
      waits[index.current] = ms;
    },
  );
  for (const [i, call] of calls.entries()) {
    index.current = i;
    await budget(call);
  }
  return waits;
}

describe('a budget', () => {
  it('lets a quarter of a second through, then one call after the other', async () => {
    const at = await turns(
      Array.from({length: 12}, () => 'logs:GetLogEvents'),
      {'logs:GetLogEvents': 20},
    );
    expect(at).toEqual([0, 0, 0, 0, 0, 0, 50, 100, 150, 200, 250, 300]);
  });

  it('is each operation’s own, and none where none is given', async () => {
    const calls = ['a:A', 'b:B', 'a:A', 'c:C', 'a:A', 'c:C', 'c:C'];
    expect(await turns(calls, {'a:A': 2, 'b:B': 2})).toEqual([0, 0, 250, 0, 750, 0, 0]);
  });

  it('names operations that can be called', () => {
    const known = new Set<string>(AWS_OPERATIONS.map(({id}) => id));
    expect(Object.keys(budgetOf('us-east-1')).filter((operation) => !known.has(operation))).toEqual([]);
  });

  it('is smaller where the quota is', () => {
    expect(budgetOf('eu-west-1')['logs:FilterLogEvents']).toBe(9);
    expect(budgetOf('us-east-1')['logs:FilterLogEvents']).toBe(22.5);
  });
});
