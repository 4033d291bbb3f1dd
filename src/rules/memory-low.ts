import {memoryPeak} from '../engine/memory.js';
import {defineRule} from '../engine/rule.js';

/** Below this share of the limit, in percent, memory is no suspect. */
const LOW = 50;

/** The counterpart of memory-high. Between the two memory use says nothing. */
export const memoryLow = defineRule({
  id: 'memory-low',
  title: 'Memory use stayed far below the limit',
  phase: 'serve',
  severity: 'info',
  needs: ['metrics'],
  check({metrics}) {
    const peak = memoryPeak(metrics);
    return peak === undefined || peak.percent >= LOW ? [] : [{data: {percent: peak.percent}, at: [peak.at]}];
  },
  message: ({percent}) =>
    `Memory use peaked at ${percent} % of the instance's limit, as far as measurements by the minute show`,
});
