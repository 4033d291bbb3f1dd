import {plural} from './format.js';
import type {StartupSummary} from './model.js';
import {CONFIGURATIONS, PREDICTIONS} from './words.js';

/** The start-up contract's judgement as named rows, the same in every format. */
export function startupSummary(startup: StartupSummary): readonly (readonly [string, string | null])[] {
  const {prediction} = startup;
  const count = (status: string) => prediction.checks.filter((check) => check.status === status).length;
  const counts = [`${count('fail')} of ${plural(prediction.checks.length, 'check')} fail`];
  if (count('unknown') > 0) counts.push(`${count('unknown')} cannot be known`);
  if (count('not-run') > 0) counts.push(`${count('not-run')} do not run`);
  return [
    ['contract', `${prediction.contract}, because ${startup.appliesBecause}`],
    ['judged', CONFIGURATIONS[startup.configuration]],
    ['result', `${PREDICTIONS[prediction.outcome]}; ${counts.join(', ')}`],
    ['stops at', prediction.first],
    [
      'or before',
      prediction.mayStopEarlierAt.length === 0
        ? null
        : `${prediction.mayStopEarlierAt.join(', ')} (a value that cannot be seen decides)`,
    ],
  ];
}

export function gateWord(value: string | boolean | null): string {
  if (value === null) return 'unknown';
  if (value === '') return '(empty)';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}
