import {atEvent} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import type {AppRunnerEvent} from '../logs/model.js';

/** A pull error with no good pull before it: the real thing, unlike decoy-pull-failure. */
export const pullFailed = defineRule({
  id: 'pull-failed',
  title: 'The image could not be fetched',
  phase: 'pull',
  severity: 'error',
  needs: ['events'],
  check({events}) {
    const pulled = events.findIndex((event) => event.kind === 'pull-ok');
    const before = pulled === -1 ? events : events.slice(0, pulled);
    const failures = before.filter((event) => pullReason(event) !== undefined);
    const first = failures[0];
    if (first === undefined) return [];
    const reasons = failures.map((event) => pullReason(event));
    const reason = reasons.find((r) => r !== 'copy') ?? reasons[0] ?? 'other';
    return [{data: {reason, text: first.message}, at: failures.slice(0, 3).map(atEvent)}];
  },
  message: ({reason}) =>
    `App Runner could not fetch the image, with no good pull before: ${REASONS[String(reason)] ?? 'no reason given'}`,
});

const REASONS: {readonly [reason: string]: string} = {
  'access-role': 'the access role was not accepted',
  'image-missing': 'the image does not exist in ECR',
  copy: 'copying the image from ECR failed',
  other: 'no further reason given',
};

export function pullReason(event: AppRunnerEvent): 'access-role' | 'image-missing' | 'copy' | 'other' | undefined {
  if (event.kind === 'pull-failed') {
    if (/access role/i.test(event.message)) return 'access-role';
    if (/doesn'?t exist|not found/i.test(event.message)) return 'image-missing';
    return 'other';
  }
  if (event.kind === 'deployment' && event.what === 'failed' && /copy the image/i.test(event.reason ?? ''))
    return 'copy';
  return undefined;
}
