import {withoutMild} from '../engine/app-log.js';
import {healthAnswers, MOST_COMPARED, NEAR_MS} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atRecord, excerpt} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import type {AppRecord} from '../logs/model.js';

/** The words of an error where the line names no level. */
const TROUBLE = /\b[\w.\\]*(?:Error|Exception)\b\s*[:(]|\bERROR\b|\[(?:error|crit|alert|emerg)\]|\bpanic:/;

/** Quotes the error that stands nearest to a bad answer: a status alone names no mechanism. */
export const errorNearHealthAnswer = defineRule({
  id: 'error-near-health-answer',
  title: 'The error nearest to a bad answer on the health path',
  phase: 'health',
  severity: 'warning',
  needs: ['app-records', 'events'],
  mayLack: ['service'],
  check({'app-records': records, events, service}) {
    const majority = healthAnswers(records, events, known(service))?.majority;
    if (majority === undefined || majority.class === 'ok') return [];
    const errors = withoutMild(records).filter((record) => record.access === undefined && isError(record));
    const answers = majority.answers.slice(-MOST_COMPARED);
    const away = (error: AppRecord) =>
      Math.min(
        ...answers
          .filter(({stream}) => stream === error.stream)
          .map(({timestamp}) => Math.abs(timestamp - error.timestamp)),
      );
    const [nearest] = errors
      .map((error) => ({error, ms: away(error)}))
      .filter(({ms}) => ms <= NEAR_MS)
      .sort((a, b) => a.ms - b.ms);
    if (nearest === undefined) return [];
    return [
      {
        data: {error: excerpt(wordsOf(nearest.error)), seconds: Math.round(nearest.ms / 1000)},
        at: [atRecord(nearest.error, wordsOf(nearest.error))],
      },
    ];
  },
  message: ({error, seconds}) =>
    `${seconds === 0 ? 'In the same second as' : `${seconds} s from`} such an answer the application logged: ${error}`,
});

function isError({traceback, level, text}: AppRecord): boolean {
  return traceback !== undefined || level === 'error' || level === 'fatal' || TROUBLE.test(text);
}

function wordsOf({traceback, text}: AppRecord): string {
  const error = [traceback?.type, traceback?.message].filter((part) => part !== undefined).join(': ');
  return error === '' ? (text.trim().split('\n')[0] ?? '') : error;
}
