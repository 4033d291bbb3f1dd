import {setTimeout as sleep} from 'node:timers/promises';
import {quotaOf} from '../logs/pacer.js';

/**
 * Calls a second that a look at many services spends on one operation of one region: nine tenths of the default quotas
 * where AWS publishes them (CloudWatch Logs service quotas), for the rest is somebody else's; modest rates for
 * App Runner and IAM, which publish none.
 */
export function budgetOf(region: string): {readonly [operation: string]: number} {
  const logs = quotaOf(region) * 0.9;
  return {
    'logs:FilterLogEvents': logs,
    'logs:GetLogEvents': logs,
    'logs:DescribeLogStreams': 22,
    'iam:SimulatePrincipalPolicy': 20,
    'iam:GetRole': 20,
    'apprunner:DescribeCustomDomains': 20,
    'apprunner:DescribeService': 20,
    'apprunner:ListOperations': 20,
  };
}

/**
 * Makes each call wait for its turn: evenly spaced by operation, after a burst of a quarter of a second. Operations
 * without a budget do not wait.
 *
 * @param perSecond calls a second by operation
 * @param now milliseconds of a monotonic clock
 */
export function createBudget(
  perSecond: {readonly [operation: string]: number},
  now: () => number = () => performance.now(),
  wait: (ms: number) => Promise<unknown> = sleep,
): (operation: string) => Promise<void> {
  /** When the next call of an operation would be due if calls had come evenly all the time. */
  const due = new Map<string, number>();
  return async (operation) => {
    const rate = perSecond[operation];
    if (rate === undefined) return;
    const at = now();
    const mine = Math.max(due.get(operation) ?? 0, at - BURST_MS);
    due.set(operation, mine + 1000 / rate);
    if (mine > at) await wait(mine - at);
  };
}

const BURST_MS = 250;
