import {AwsError, accessDenied} from './aws-error.js';

export type FaultKind =
  | 'throttle'
  /** The account runs as many queries of its logs as it may. */
  | 'query-limit'
  /** The token of an earlier page is no longer known: hits only calls that hold one. */
  | 'stale-token'
  | 'denied'
  | 'expired-token'
  | 'invalid-token'
  | 'error-500'
  | 'error-503'
  /** The connection is reset before an answer. */
  | 'reset'
  | 'not-json'
  /** Status 200 with no body. */
  | 'empty'
  | 'never'
  /** The right answer, cut in the middle by a reset. */
  | 'cut-body'
  /** The right answer, a byte at a time over `ms`. */
  | 'slow-body';

export interface Fault {
  /** `apprunner:ListServices`, `apprunner:*`, `*`; `registry:*` and `layer:GET` for the registry and the blobs. */
  readonly operation: string;
  readonly kind: FaultKind;
  /** How many calls it hits. Default: all. */
  readonly times?: number;
  /** How many calls pass before. Default 0. */
  readonly after?: number;
  /** Only calls whose parameters hold this text: the name of a log group. */
  readonly about?: string;
  /** Only calls signed with this key. */
  readonly accessKeyId?: string;
  /** Of `slow-body`: how long the body takes. Default 2000. */
  readonly ms?: number;
}

/** Faults in force, with their counters. */
export class Faults {
  #faults: {fault: Fault; seen: number}[] = [];

  add(fault: Fault): void {
    this.#faults.push({fault, seen: 0});
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that hits this call, if any; counts it. */
  next(
    operation: string,
    call: {readonly accessKeyId?: string; readonly hasToken?: boolean; readonly params?: object} = {},
  ): Fault | undefined {
    for (const entry of this.#faults) {
      if (!covers(entry.fault.operation, operation)) continue;
      if (entry.fault.accessKeyId !== undefined && entry.fault.accessKeyId !== call.accessKeyId) continue;
      const {about} = entry.fault;
      if (about !== undefined && !JSON.stringify(call.params ?? {}).includes(about)) continue;
      if (entry.fault.kind === 'stale-token' && call.hasToken !== true) continue;
      const turn = entry.seen++;
      const first = entry.fault.after ?? 0;
      if (turn >= first && turn < first + (entry.fault.times ?? Infinity)) return entry.fault;
    }
    return undefined;
  }
}

export function covers(pattern: string, operation: string): boolean {
  return (
    pattern === '*' || pattern === operation || (pattern.endsWith(':*') && operation.startsWith(pattern.slice(0, -1)))
  );
}

/** The error that a fault of this kind answers with; undefined for faults below the protocol. */
export function faultError(fault: Fault, operation: string, caller: string): AwsError | undefined {
  switch (fault.kind) {
    case 'throttle':
      return new AwsError('ThrottlingException', 'Rate exceeded');
    case 'query-limit':
      return new AwsError('LimitExceededException', 'Account maximum query concurrency limit of 30 reached.');
    case 'stale-token':
      return new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
    case 'denied':
      return accessDenied(caller, operation);
    case 'expired-token':
      return new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
    case 'invalid-token':
      return new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
    case 'error-500':
      return new AwsError('InternalFailure', 'The request processing has failed because of an unknown error.', 500);
    case 'error-503':
      return new AwsError('ServiceUnavailable', 'Service is unable to handle request.', 503);
    default:
      return undefined;
  }
}
