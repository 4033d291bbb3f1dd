import {type MetricPoint, metricData} from '../../aws/metrics.js';
import type {Found} from '../attempt.js';
import type {Metrics} from '../model.js';
import type {OptionalContext} from './optional-context.js';

const QUERIES = {
  memory_average: {metric: 'MemoryUtilization', statistic: 'Average'},
  memory_maximum: {metric: 'MemoryUtilization', statistic: 'Maximum'},
  cpu_average: {metric: 'CPUUtilization', statistic: 'Average'},
  cpu_maximum: {metric: 'CPUUtilization', statistic: 'Maximum'},
} as const;

/** Memory and CPU while the examined deployment ran. Old instances count too: CloudWatch cannot tell them apart. */
export async function collectMetrics(
  {aws, target, examination}: OptionalContext,
  signal: AbortSignal,
): Promise<Found<Metrics>> {
  const window = examination?.window;
  if (window === undefined) return {skipped: 'no deployment is known whose time could be looked at'};
  const found = await metricData(aws, target, QUERIES, window, {signal});
  const memory = byMinute(found.get('memory_average'), found.get('memory_maximum'));
  const cpu = byMinute(found.get('cpu_average'), found.get('cpu_maximum'));
  if (memory.length === 0 && cpu.length === 0) return {absent: 'CloudWatch holds no metric of that time'};
  return {value: {...(memory.length > 0 && {memory}), ...(cpu.length > 0 && {cpu})}};
}

/** Instances side by side become one line: the mean of averages, the largest of maxima. */
function byMinute(
  averages: readonly MetricPoint[] = [],
  maxima: readonly MetricPoint[] = [],
): {at: number; average: number; maximum?: number}[] {
  const minutes = new Map<number, {sum: number; count: number}>();
  for (const {at, value} of averages) {
    const known = minutes.get(at) ?? {sum: 0, count: 0};
    minutes.set(at, {sum: known.sum + value, count: known.count + 1});
  }
  const largest = new Map<number, number>();
  for (const {at, value} of maxima) largest.set(at, Math.max(value, largest.get(at) ?? value));
  return [...minutes]
    .sort(([a], [b]) => a - b)
    .map(([at, {sum, count}]) => {
      const maximum = largest.get(at);
      return {at, average: sum / count, ...(maximum !== undefined && {maximum})};
    });
}
