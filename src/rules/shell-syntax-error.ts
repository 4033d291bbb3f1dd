import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** The start command was taken apart otherwise than its author thought: it is not run by a shell. */
export const shellSyntaxError = defineRule({
  id: 'shell-syntax-error',
  title: 'The start command was not understood',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  check({'app-records': records}) {
    const hit = firstMatch(
      records,
      /Syntax error: Unterminated quoted string|unrecognized arguments?: (?:&&|\|\||;|\|)|unexpected EOF while looking for matching|cannot open \.?\/?\S+: No such file|: No such option: (?:&&|\|)|Got unexpected extra arguments? \((?:&&|\|)|Invalid value for '--port': '\$|syntax error near unexpected token/i,
    );
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: () => 'The start command was not understood as it was meant: App Runner runs it without a shell',
});
