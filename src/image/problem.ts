/**
 * Something about an image that could not be read or does not hold. The comparison goes on without it and says so;
 * the command turns it into a DiagError only when nothing can be compared at all.
 */
export class ImageProblem extends Error {
  readonly code: ProblemCode;
  /** Whether asking once more can help: a cut connection, an expired URL. */
  readonly transient: boolean;

  constructor(code: ProblemCode, message: string, options: {cause?: unknown; transient?: boolean} = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause});
    this.name = 'ImageProblem';
    this.code = code;
    this.transient = options.transient ?? false;
  }
}

export type ProblemCode =
  | 'digest-mismatch'
  | 'diff-id-mismatch'
  | 'size-mismatch'
  | 'truncated'
  | 'corrupt'
  | 'too-large'
  | 'bad-tar'
  | 'unknown-compression'
  | 'bad-manifest'
  | 'bad-config'
  | 'no-platform'
  | 'foreign-layer'
  | 'not-found'
  | 'unreachable'
  | 'timeout';
