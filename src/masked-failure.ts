import type {Failure} from './cli/failure.js';

// The redactor is loaded here: no run that goes well needs it.

/** An error that nobody foresaw may quote anything: what looks like a secret in its message is masked. */
export async function withoutSecrets(failure: Failure): Promise<Failure> {
  if (failure.code !== 'INTERNAL') return failure;
  try {
    const {createRedactor} = await import('./evidence/redact.js');
    return {...failure, message: createRedactor().text(failure.message, 'error')};
  } catch {
    // What broke may be the loading of files itself.
    return {...failure, message: 'nerava-diag failed, and so did what masks its messages.'};
  }
}

/** Masked: AWS's own words, which may quote a start command or a variable, stand in the errors beneath. */
export async function stackOf(error: Error): Promise<string> {
  const {createRedactor} = await import('./evidence/redact.js');
  return createRedactor().text(stackLines(error), 'stack');
}

function stackLines(error: Error): string {
  const cause = error.cause instanceof Error ? `Caused by: ${stackLines(error.cause)}` : '';
  return `${error.stack ?? error.message}\n${cause}`;
}
