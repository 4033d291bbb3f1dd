import type {Metrics} from '../evidence/model.js';
import {iso} from './pointers.js';
import type {Pointer} from './rule.js';

/** The highest memory use that was measured in the window of the deployment. Nothing where nothing was measured. */
export function memoryPeak({memory}: Metrics): {readonly percent: number; readonly at: Pointer} | undefined {
  const peak = [...(memory ?? [])].sort((a, b) => (b.maximum ?? b.average) - (a.maximum ?? a.average))[0];
  if (peak === undefined) return undefined;
  const percent = Math.round(peak.maximum ?? peak.average);
  return {
    percent,
    at: {evidence: 'metrics', path: 'memory', time: iso(peak.at), excerpt: `MemoryUtilization ${percent} %`},
  };
}
