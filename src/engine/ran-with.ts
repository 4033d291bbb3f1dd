import {callOfOperation} from '../evidence/examination.js';
import {known} from './phases.js';
import type {AppliedPrediction, Fact, Facts} from './rule.js';

/**
 * Whether the examined deployment ran with the variables that are visible. After a rollback AWS shows those that were
 * kept: they are the same where the deployment touched none, and others where its update brought its own.
 */
export type RanWith = 'the same' | 'others' | 'unknown';

export function ranWith(
  {configuration}: Pick<AppliedPrediction, 'configuration'>,
  facts: {
    readonly examination: Fact<Facts['examination']>;
    readonly 'change-history': Fact<Facts['change-history']>;
  },
): RanWith {
  if (configuration === 'changed-since') return 'unknown';
  if (configuration !== 'rolled-back-to') return 'the same';
  const operation = known(facts.examination)?.operation;
  if (operation?.type === 'START_DEPLOYMENT') return 'the same';
  const sent = operation && callOfOperation(operation, known(facts['change-history']) ?? [])?.variables;
  if (sent === undefined) return 'unknown';
  return sent === 'supplied' ? 'others' : 'the same';
}

/** What to add to a finding about the visible variables. */
export const NOT_ITS_OWN: {readonly [ran: string]: string} = {
  others: '; but the failed update brought variables of its own, which are not visible',
  unknown: '; whether the failed deployment brought variables of its own is not known',
};
