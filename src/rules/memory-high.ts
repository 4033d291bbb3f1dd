import {iso} from '../engine/pointers.js';
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
    const peak = [...(metrics.memory ?? [])].sort((a, b) => (b.maximum ?? b.average) - (a.maximum ?? a.average))[0];
    if (peak === undefined) return [];
    const percent = Math.round(peak.maximum ?? peak.average);
    if (percent < HIGH) return [];
    return [
      {
        data: {percent},
        at: [
          {evidence: 'metrics' as const, path: 'memory', time: iso(peak.at), excerpt: `MemoryUtilization ${percent} %`},
        ],
      },
    ];
  },
  message: ({percent}) => `Memory use reached ${percent} % of the instance's limit`,
});
