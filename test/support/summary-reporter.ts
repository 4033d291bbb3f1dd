import type {Reporter, TestModule} from 'vitest/node';

/**
 * Ends a run with "N passed, N failed" alone on the last line, the form that continuous integration reads.
 *
 * A file that could not be loaded and an error outside of any test count as failed: a run that exits with 1 never
 * says "0 failed". Skipped tests are neither.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    process.stdout.write(`${summarize(modules, unhandled)}\n`);
  }
}

/** What of a test module the summary needs. */
export interface CountedModule {
  readonly children: {allTests(): Iterable<{result(): {readonly state: string}}>};
  errors(): readonly unknown[];
}

export function summarize(modules: readonly CountedModule[], unhandled: readonly unknown[]): string {
  let passed = 0;
  let failed = unhandled.length;
  for (const module of modules) {
    failed += module.errors().length;
    for (const test of module.children.allTests()) {
      const {state} = test.result();
      if (state === 'passed') passed++;
      if (state === 'failed') failed++;
    }
  }
  return `${passed} passed, ${failed} failed`;
}
