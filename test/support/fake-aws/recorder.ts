/** One call as the server saw it. */
export interface RecordedCall {
  /** `apprunner:ListServices`; `registry:GET`, `layer:GET` and `layer:HEAD` beside the AWS operations. */
  readonly operation: string;
  readonly params: {readonly [name: string]: unknown};
  /** Milliseconds of the process clock. */
  readonly startedAt: number;
  endedAt?: number;
  /** Calls in flight when it came, itself included. */
  readonly concurrency: number;
  /**
   * One more than the deepest call that had ended before it came: the number of round trips in a row.
   * Calls sent together may be told apart by it unless the server answers with some latency.
   */
  readonly depth: number;
  /** HTTP status; absent when no answer was sent. */
  status?: number;
  fault?: string;
}

export class Recorder {
  readonly calls: RecordedCall[] = [];
  #open = 0;
  #deepest = 0;

  start(operation: string, params: {readonly [name: string]: unknown}): RecordedCall {
    this.#open++;
    const call = {operation, params, startedAt: performance.now(), concurrency: this.#open, depth: this.#deepest + 1};
    this.calls.push(call);
    return call;
  }

  end(call: RecordedCall): void {
    if (call.endedAt !== undefined) return;
    call.endedAt = performance.now();
    this.#open--;
    this.#deepest = Math.max(this.#deepest, call.depth);
  }
}
