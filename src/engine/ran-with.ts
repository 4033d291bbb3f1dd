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
  const at = operation?.startedAt;
  const updates = (known(facts['change-history']) ?? []).filter(
    (change) => at !== undefined && change.errorCode === undefined && Math.abs(change.at - at) < NEAR,
  );
  if (updates.some(({variables}) => variables === 'supplied')) return 'others';
  return updates.some(({variables}) => variables === 'omitted') ? 'the same' : 'unknown';
}

/** Between a call and the operation that it starts. */
const NEAR = 5 * 60_000;

/** What to add to a finding about the visible variables. */
export const NOT_ITS_OWN: {readonly [ran: string]: string} = {
  others: '; but the failed update brought variables of its own, which are not visible',
  unknown: '; whether the failed deployment brought variables of its own is not known',
};
