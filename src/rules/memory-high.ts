import {memoryPeak} from '../engine/memory.js';
import {defineRule} from '../engine/rule.js';

/** Above this share of the limit, in percent, memory is a suspect. */
const HIGH = 90;

export const memoryHigh = defineRule({
  id: 'memory-high',
  title: 'Memory use was near the limit',
  phase: 'serve',
  severity: 'warning',
  needs: ['metrics'],
  check({metrics}) {
    const peak = memoryPeak(metrics);
    return peak === undefined || peak.percent < HIGH ? [] : [{data: {percent: peak.percent}, at: [peak.at]}];
  },
  message: ({percent}) => `Memory use reached ${percent} % of the instance's limit`,
});
