/**
 * Expected failures: what happened, why, and what to do next.
 *
 * `exitCode` follows the README's table: 2 for usage and configuration files, 3 when the tool could not look
 * (credentials, denied on an essential call, service not found, network).
 */
export class DiagError extends Error {
  readonly code: string;
  readonly exitCode: 2 | 3;
  readonly suggestions: readonly string[];
  readonly ref: string | undefined;

  constructor(
    message: string,
    options: {
      code: string;
      exitCode: 2 | 3;
      suggestions?: readonly string[];
      ref?: string;
      cause?: unknown;
    },
  ) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause});
    this.name = 'DiagError';
    this.code = options.code;
    this.exitCode = options.exitCode;
    this.suggestions = options.suggestions ?? [];
    this.ref = options.ref;
  }
}

/** A flag, argument or file of the user's is wrong: exit 2. */
export function usageError(message: string, suggestions: readonly string[] = [], cause?: unknown): DiagError {
  return new DiagError(message, {code: 'USAGE', exitCode: 2, suggestions, cause});
}

/** Something essential could not be read: exit 3. */
export function lookError(
  message: string,
  options: {code?: string; suggestions?: readonly string[]; cause?: unknown} = {},
): DiagError {
  return new DiagError(message, {
    code: options.code ?? 'COULD_NOT_LOOK',
    exitCode: 3,
    suggestions: options.suggestions ?? [],
    cause: options.cause,
  });
}
