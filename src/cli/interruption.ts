/** What ends a run early, and the exit code by which a shell tells of it: 128 and the signal's number. */
export const INTERRUPTS = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

export type InterruptSignal = keyof typeof INTERRUPTS;

const WORDS = {
  SIGINT: 'Interrupted.',
  SIGTERM: 'Terminated.',
  SIGHUP: 'Hung up.',
} as const satisfies Record<InterruptSignal, string>;

/** A signal ended the run: what is known so far may have been printed. */
export class Interruption extends Error {
  readonly exitCode: (typeof INTERRUPTS)[InterruptSignal];
  readonly signal: InterruptSignal;

  constructor(signal: InterruptSignal) {
    super(WORDS[signal]);
    this.name = 'Interruption';
    this.signal = signal;
    this.exitCode = INTERRUPTS[signal];
  }
}
