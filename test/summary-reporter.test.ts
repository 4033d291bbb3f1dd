import {describe, expect, it} from 'vitest';
import {type CountedModule, summarize} from './support/summary-reporter.js';

const module = (states: string[], errors: unknown[] = []): CountedModule => ({
  children: {allTests: () => states.map((state) => ({result: () => ({state})}))},
  errors: () => errors,
});

describe('summarize', () => {
  it('counts over modules and leaves skipped tests out', () => {
    expect(summarize([module(['passed', 'failed', 'skipped']), module(['passed'])], [])).toBe('2 passed, 1 failed');
  });

  it('never says "0 failed" when a file did not load or an error came from outside of a test', () => {
    expect(summarize([module([], [new Error('no such module')])], [])).toBe('0 passed, 1 failed');
    expect(summarize([module(['passed'])], [new Error('late')])).toBe('1 passed, 1 failed');
  });
});
