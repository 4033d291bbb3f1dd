import {ownExits} from '../engine/exits.js';
import {atEvent} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/**
 * Only the service log speaks for App Runner: an application that prints such a line is not heard here. An instance
 * that App Runner stopped did not exit: what ended the program may come after it.
 */
export const exitCode = defineRule({
  id: 'exit-code',
  title: 'The container exited',
  phase: 'start',
  severity: 'error',
  needs: ['events'],
  check({events}) {
    const exits = ownExits(events);
    const first = exits[0];
    if (first === undefined) return [];
    const before = new Set(events.slice(0, events.indexOf(first)).map(({kind}) => kind));
    const routed = before.has('routed');
    const afterCheck = before.has('health-check-failed');
    return [
      {
        data: {exitCode: first.exitCode, ...(routed && {routed}), ...(afterCheck && {afterCheck})},
        at: exits.slice(0, 3).map(atEvent),
      },
    ];
  },
  message: ({exitCode, routed, afterCheck}) =>
    `App Runner saw the container exit with code ${exitCode}${meaning(Number(exitCode))}${routed ? '; traffic was routed to the new version by then, so that it may have been the old one' : ''}${afterCheck ? '; the health check had failed by then, so that it may have been told to stop' : ''}`,
});

function meaning(code: number): string {
  if (code === 0) return ': the command finished without an error';
  if (code === 126) return ': found but not executable';
  if (code === 127) return ': command or library not found';
  if (code > 128 && code < 160) return `: killed by signal ${code - 128}`;
  return '';
}
