import type {Fault, FaultKind} from '../support/fake-aws.js';

/** One row of the matrix: what happens to a call, and what must come of it. */
export interface FaultCase {
  readonly name: string;
  readonly fault: Omit<Fault, 'operation'>;
  /** `recovers`: the answer is that of a run without the fault. `ends`: whole, with a gap, or one message in time. */
  readonly expected: 'recovers' | 'ends';
  readonly timeoutMs: number;
}

/** Long enough for a loaded machine; a run that recovers takes a small part of it. */
const AMPLE_MS = 8000;
/** Of runs that something stops for ever. */
const SHORT_MS = 1500;
/** Of runs in which one call never answers: all of it is waited for. */
const HANGING_MS = 300;

const passing = (name: string, kind: FaultKind, times: number): FaultCase => ({
  name,
  fault: {kind, times},
  expected: 'recovers',
  timeoutMs: AMPLE_MS,
});

const lasting = (name: string, kind: FaultKind, timeoutMs = SHORT_MS): FaultCase => ({
  name,
  fault: {kind},
  expected: 'ends',
  timeoutMs,
});

export const FAULT_CASES: readonly FaultCase[] = [
  passing('throttled twice', 'throttle', 2),
  lasting('throttled for ever', 'throttle'),
  lasting('denied', 'denied'),
  lasting('an expired token', 'expired-token'),
  lasting('an invalid token', 'invalid-token'),
  passing('500 twice', 'error-500', 2),
  lasting('500 for ever', 'error-500'),
  passing('503 twice', 'error-503', 2),
  lasting('503 for ever', 'error-503'),
  passing('a connection reset once', 'reset', 1),
  lasting('connections reset for ever', 'reset'),
  lasting('no JSON', 'not-json'),
  lasting('an empty answer', 'empty'),
  lasting('no answer ever', 'never', HANGING_MS),
  lasting('a body cut short', 'cut-body'),
  {name: 'a slow body', fault: {kind: 'slow-body', ms: 60}, expected: 'recovers', timeoutMs: AMPLE_MS},
];

/** Kinds that differ in what the program must tell: of commands whose calls other commands have made under every kind. */
const ESSENTIAL = new Set([
  'throttled twice',
  '500 twice',
  'a connection reset once',
  'denied',
  'an expired token',
  'connections reset for ever',
  'an empty answer',
  'no answer ever',
]);

export const ESSENTIAL_CASES: readonly FaultCase[] = FAULT_CASES.filter(({name}) => ESSENTIAL.has(name));
