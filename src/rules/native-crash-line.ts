import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** What Go prints before a trace of goroutines; the lines may come as events of their own. */
const GO_PANIC = /\[signal SIG[A-Z]+: [^\]\n]{0,80}code=0x/;

export const nativeCrashLine = defineRule({
  id: 'native-crash-line',
  title: 'Native code crashed',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  check({'app-records': records}) {
    const hit = firstMatch(
      // Go prints the signal of a nil pointer and goes on to a trace of its own: a fault in the program, not in native code.
      records.filter(
        ({traceback, text, level}) =>
          traceback?.language !== 'go' && !GO_PANIC.test(text) && level !== 'info' && level !== 'debug',
      ),
      /\bSegmentation fault\b|\bSIGSEGV\b|Fatal Python error: (?:Segmentation fault|Aborted)|\bSIGABRT\b|core dumped|double free or corruption|\*\*\* stack smashing detected/,
    );
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: () => 'Native code crashed (segmentation fault or abort)',
});
