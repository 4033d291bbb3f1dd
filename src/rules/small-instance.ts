import {defineRule} from '../engine/rule.js';

export const smallInstance = defineRule({
  id: 'small-instance',
  title: 'The instance is of the smallest kind',
  phase: 'start',
  severity: 'info',
  needs: ['service'],
  check({service}) {
    const {cpuUnits, memoryMb} = service;
    const small = (cpuUnits !== undefined && cpuUnits <= 512) || (memoryMb !== undefined && memoryMb <= 1024);
    if (!small) return [];
    return [
      {
        data: {cpuUnits: cpuUnits ?? null, memoryMb: memoryMb ?? null},
        at: [
          {
            evidence: 'service' as const,
            path: 'cpuUnits',
            excerpt: `${cpuUnits === undefined ? '?' : cpuUnits / 1024} vCPU, ${memoryMb ?? '?'} MB`,
          },
        ],
      },
    ];
  },
  message: ({cpuUnits, memoryMb}) =>
    `The instance has ${cpuUnits === null ? '?' : Number(cpuUnits) / 1024} vCPU and ${memoryMb ?? '?'} MB`,
});
