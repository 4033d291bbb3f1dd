import {AwsError, type AwsFailure, scrub} from '../aws/errors.js';
import type {Evidence, EvidenceId, EvidenceValues} from './model.js';

/** What a collector found, before it is dressed as evidence. */
export type Found<T> =
  | {readonly value: T; readonly truncated?: boolean; readonly source?: string}
  | {readonly absent: string; readonly source?: string}
  | {readonly skipped: string; readonly fix?: string};

export interface AttemptOptions {
  readonly source: string;
  readonly now: () => number;
  /** Milliseconds for the collector as a whole. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs one collector. Whatever happens becomes evidence: a failure of the tool or of AWS is a gap, never an exception,
 * and a collector that hangs ends at its deadline.
 */
export async function attempt<K extends EvidenceId>(
  id: K,
  options: AttemptOptions,
  work: (signal: AbortSignal) => Promise<Found<EvidenceValues[K]>>,
): Promise<Evidence<EvidenceValues[K]>> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), options.deadlineMs);
  const signal = AbortSignal.any([options.signal, deadline.signal]);
  const header = (source?: string) => ({
    id,
    source: source ?? options.source,
    at: new Date(options.now()).toISOString(),
  });
  try {
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Ended()), {once: true});
      if (signal.aborted) reject(new Ended());
    });
    const found = await Promise.race([work(signal), ended]);
    if ('value' in found) {
      return {
        ...header(found.source),
        status: 'collected',
        value: found.value,
        ...(found.truncated === true && {truncated: true}),
      };
    }
    if ('absent' in found) return {...header(found.source), status: 'absent', why: found.absent};
    return {
      ...header(),
      status: 'skipped',
      why: found.skipped,
      ...(found.fix !== undefined && {fix: found.fix}),
    };
  } catch (error) {
    if (deadline.signal.aborted) {
      const why = `no complete answer within ${Math.round(options.deadlineMs / 1000)} s`;
      return {...header(), status: 'timeout', why, fix: 'run it again'};
    }
    if (options.signal.aborted) {
      const timeIsOver = (options.signal.reason as {name?: unknown} | undefined)?.name === 'TimeoutError';
      const why = timeIsOver ? 'the time given was over before it answered' : 'interrupted before it answered';
      return {...header(), status: 'timeout', why, ...(timeIsOver && {fix: 'give it more: --timeout 2m'})};
    }
    return {...header(), ...gapOf(error)};
  } finally {
    clearTimeout(timer);
  }
}

class Ended extends Error {}

/** A failure as a gap. An error that is no AwsError is the tool's own fault, and said to be. */
export function gapOf(error: unknown): {
  readonly status: 'denied' | 'error' | 'timeout';
  readonly why: string;
  readonly fix?: string;
  readonly action?: string;
} {
  const failure = failureOf(error);
  if (failure === undefined) {
    const why = error instanceof Error ? scrub(error.message) : 'unknown';
    return {status: 'error', why: `could not be read: ${why}`};
  }
  return {
    status: failure.status,
    why: failure.why,
    ...(failure.fix !== undefined && {fix: failure.fix}),
    ...(failure.status === 'denied' && {action: failure.action}),
  };
}

/** A gap inside a value: what, why and the way out. */
export function partialGap(what: string, error: unknown): {what: string; why: string; fix?: string} {
  const {why, fix} = gapOf(error);
  return {what, why, ...(fix !== undefined && {fix})};
}

export function failureOf(error: unknown): AwsFailure | undefined {
  return error instanceof AwsError ? error.failure : undefined;
}

export function isNotFound(error: unknown): boolean {
  return failureOf(error)?.kind === 'not-found';
}

export function isDenied(error: unknown): error is AwsError {
  return failureOf(error)?.kind === 'denied';
}

/** Epoch milliseconds; nonsense and nothing are both absent. */
export function timeOf(date: Date | number | null | undefined): number | undefined {
  const ms = date instanceof Date ? date.getTime() : typeof date === 'number' ? date : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}
