/** A signal ended the run: what is known so far may have been printed. */
export class Interruption extends Error {
  readonly exitCode: 130 | 143;
  readonly signal: 'SIGINT' | 'SIGTERM';

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(signal === 'SIGINT' ? 'Interrupted.' : 'Terminated.');
    this.name = 'Interruption';
    this.signal = signal;
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}
