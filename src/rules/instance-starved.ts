import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** Sustained above this share of its CPU, in percent, an instance is starved. */
const BUSY = 95;

export const instanceStarved = defineRule({
  id: 'instance-starved',
  title: 'The instance had no CPU to spare',
  phase: 'start',
  severity: 'warning',
  needs: ['metrics', 'service'],
  check({metrics, service}) {
    const busy = (metrics.cpu ?? []).filter((point) => point.average >= BUSY);
    const first = busy[0];
    if (first === undefined || busy.length < 3) return [];
    return [
      {
        data: {minutes: busy.length, cpuUnits: service.cpuUnits ?? null},
        at: [
          {
            evidence: 'metrics' as const,
            path: 'cpu',
            time: iso(first.at),
            excerpt: `CPUUtilization ${Math.round(first.average)} %`,
          },
        ],
      },
    ];
  },
  message: ({minutes, cpuUnits}) =>
    `CPU use stood above ${BUSY} % for ${minutes} minutes${cpuUnits ? ` of ${Number(cpuUnits) / 1024} vCPU` : ''}`,
});
