import {DiagError} from '../errors.js';
import {escapeJson, sanitizeText} from '../terminal/sanitize.js';
import {Interruption} from './interruption.js';

/** An error as the user sees it. */
export interface Failure {
  readonly exitCode: number;
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly suggestions: readonly string[];
  readonly ref: string | null;
}

/** What oclif's errors carry, as far as it is read here. */
interface OclifError {
  readonly oclif?: {readonly exit?: number | false};
  readonly parse?: unknown;
  readonly code?: unknown;
  readonly suggestions?: readonly string[];
}

/**
 * Maps any error to what the user is told and the exit code, in one place.
 *
 * @param usage the command's usage line, told with a usage error
 */
export function toFailure(error: unknown, usage?: string): Failure {
  if (error instanceof DiagError) {
    const {name, message, code, exitCode, suggestions} = error;
    return {exitCode, name, message, code, suggestions, ref: error.ref ?? null};
  }
  if (error instanceof Interruption) {
    return {
      exitCode: error.exitCode,
      name: error.name,
      message: error.message,
      code: 'INTERRUPTED',
      suggestions: [],
      ref: null,
    };
  }
  const oclif = error as (Error & OclifError) | null;
  if (error instanceof Error && (oclif?.parse !== undefined || oclif?.oclif?.exit !== undefined)) {
    return {
      exitCode: 2,
      name: 'UsageError',
      message: plainMessage(error),
      code: 'USAGE',
      suggestions: [...(usage === undefined ? [] : [usage]), ...(oclif?.suggestions ?? [])],
      ref: null,
    };
  }
  return {
    exitCode: 3,
    name: 'InternalError',
    message: `nerava-diag failed: ${error instanceof Error ? error.message : String(error)}`,
    code: 'INTERNAL',
    suggestions: [
      'This is a fault of the tool, not of the service. Run it again with DEBUG=* to see where, and report it.',
    ],
    ref: null,
  };
}

/** oclif's message without its styling and its "See more help". */
function plainMessage(error: Error): string {
  return sanitizeText(error.message)
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\n\s*/, '')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

/** One message: what happened, why, what to do. */
export function failureText(failure: Failure): string {
  const advice = failure.suggestions.map((line) => `  ${line}`);
  const ref = failure.ref === null ? [] : [`  See ${failure.ref}`];
  return `${[`Error: ${failure.message}`, ...advice, ...ref].map((line) => sanitizeText(line)).join('\n')}\n`;
}

/** The same as a document on stdout, where JSON was asked for: the same values, nothing that acts on a screen. */
export function failureJson(failure: Failure): string {
  const {name, message, code, suggestions, ref} = failure;
  return `${escapeJson(JSON.stringify({error: {name, message, code, suggestions, ref}}, null, 2))}\n`;
}
