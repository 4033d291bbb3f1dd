import {expect} from 'vitest';

/** What a program wrote, in this process or in one of its own. */
interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

/** Values of variables, secrets and parameters in the data sets of `test/support`. */
const CANARIES = /CANARY|canary-/;

/** No value of a variable or a secret, on either stream. */
export function expectNoCanary({stdout, stderr}: Written, canaries = CANARIES): void {
  expect(stdout + stderr).not.toMatch(canaries);
}

/** No stack, and no failure of AWS's or of the machine's that is called one of the program's. */
export function expectNoStack(stderr: string): void {
  expect(stderr).not.toMatch(/\n\s+at |nerava-diag failed/);
}

/** No more and no fewer than so many messages of failure. */
export function expectMessages(stderr: string, count: number): void {
  expect(stderr.match(/^Error: /gm) ?? []).toHaveLength(count);
}

/** Either an answer or, with exit code 3, one message: none of it a stack, a value, or a value of JavaScript's. */
export function expectClear({code, stdout, stderr}: Written & {readonly code: number}): void {
  expectNoStack(stderr);
  expectNoCanary({stdout, stderr});
  expect(stderr).not.toMatch(/\[object |undefined/);
  expectMessages(stderr, code === 3 && stdout === '' ? 1 : 0);
  if (code !== 3) expect(stdout).not.toBe('');
}

/** Per-run fingerprints of values. */
const FINGERPRINT = /\b[0-9a-f]{10}\b/g;
/** ISO 8601. */
export const TIMES = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
/** The fake server's own. */
export const PORTS = /(?<=127\.0\.0\.1:)\d+/g;
export const BYTES_FETCHED = /(?<="bytesFetched": )\d+/g;

/** Reads a JSON answer without its fingerprints, and without what else differs between two runs. */
export function answerWithout(...others: readonly RegExp[]): (stdout: string) => unknown {
  return (stdout) => JSON.parse([FINGERPRINT, ...others].reduce((text, pattern) => text.replace(pattern, '0'), stdout));
}
