import {beforeAll, describe, expect, it, vi} from 'vitest';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {type CommandResult, type RunnableCommand, runCommand} from '../support/run-command.js';
import {expectClear} from './expectations.js';
import {FAULT_CASES, type FaultCase} from './faults.js';
import {useNoDelays} from './no-delays.js';

/** How long a command may take after its time-out to print what it knows. At 3 s the program ends it by force. */
const GRACE_MS = 2900;

export interface MatrixOptions {
  readonly command: RunnableCommand;
  readonly argv: readonly string[];
  readonly dataset: () => Dataset;
  /** Every operation that the command calls: the matrix fails when the command calls another. */
  readonly operations: readonly string[];
  /** Cases that are of use here. Default: all. */
  readonly cases?: readonly FaultCase[];
  /** Calls of an operation that pass before the fault sets in. */
  readonly after?: {readonly [operation: string]: number};
  /** Operations that the faults are put on. Default: all of them. */
  readonly hit?: readonly string[];
  /** What of an answer must be the same after a fault that passed. */
  readonly essence: (stdout: string) => unknown;
  /** What must hold of an answer that came in spite of a fault. */
  readonly judge?: (result: CommandResult, operation: string, fault: FaultCase, clean: CommandResult) => void;
}

/** Every call of a command under every fault. */
export function describeMatrix(title: string, options: MatrixOptions): void {
  const {command, argv, dataset, operations, essence, judge} = options;
  describe(title, () => {
    useNoDelays();
    let clean: CommandResult;
    beforeAll(async () => {
      await using fake = await startFakeAws(dataset());
      clean = await runCommand(command, argv, fake.env);
      expect(fake.operations()).toEqual([...operations].sort());
      expect(clean.stderr).not.toContain('Error:');
    });

    const cases = options.cases ?? FAULT_CASES;
    // What passes must pass on every call at once: one run tells.
    const passing = cases
      .filter(({expected}) => expected === 'recovers')
      .map((fault) => ['every call', fault.name, fault, operations] as const);
    const lasting = (options.hit ?? operations).flatMap((operation) =>
      cases
        .filter(({expected}) => expected === 'ends')
        .map((fault) => [operation, fault.name, fault, [operation]] as const),
    );
    it.each([...passing, ...lasting])('%s: %s', async (operation, _, fault, hit) => {
      const faults = hit.map((each) => ({operation: each, after: options.after?.[each] ?? 0, ...fault.fault}));
      await using fake = await startFakeAws(dataset(), {faults});
      const result = await runCommand(command, [...argv, '--timeout', `${fault.timeoutMs}ms`], fake.env);
      // A run whose time is over first has not got as far as to the call.
      if (fault.fault.kind !== 'never') expect(fake.calls.some((call) => call.fault !== undefined)).toBe(true);
      expect(result.ms).toBeLessThan(fault.timeoutMs + GRACE_MS);
      expectClear(result);
      if (fault.expected === 'recovers') {
        expect(result.code).toBe(clean.code);
        expect(essence(result.stdout)).toEqual(essence(clean.stdout));
      } else {
        expect([clean.code, 1, 3, 4]).toContain(result.code);
      }
      judge?.(result, operation, fault, clean);
      await expectNoSocket(fake);
    });
  });
}

async function expectNoSocket(fake: FakeAws): Promise<void> {
  await vi.waitFor(async () => expect(await fake.connections()).toBe(0), {timeout: 2000, interval: 5});
}
