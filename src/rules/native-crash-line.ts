import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

export const nativeCrashLine = defineRule({
  id: 'native-crash-line',
  title: 'Native code crashed',
  phase: 'start',
  severity: 'error',
  needs: ['app-records'],
  check({'app-records': records}) {
    const hit = firstMatch(
      records,
      /\bSegmentation fault\b|\bSIGSEGV\b|Fatal Python error: (?:Segmentation fault|Aborted)|\bSIGABRT\b|core dumped|double free or corruption|\*\*\* stack smashing detected/,
    );
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: () => 'Native code crashed (segmentation fault or abort)',
});
