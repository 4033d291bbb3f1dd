import {firstMatch} from '../engine/app-log.js';
import {known} from '../engine/phases.js';
import {atEvent, atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const PATTERN =
  /executable file not found in \$PATH|exec: "?(?<exec>[\w./-]+)"?: not found|^(?:\/bin\/)?(?:ba|da|a)?sh: (?:\d+: |line \d+: )?(?:exec: )?(?<shell>[\w./-]+): (?:command )?not found|stat (?<stat>\/\S+): no such file or directory|unable to start container process: exec: "(?<oci>[^"]+)"/;

export const commandNotFoundError = defineRule({
  id: 'command-not-found-error',
  title: 'The command of the container does not exist',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['events'],
  mayLack: ['app-records'],
  check({events, 'app-records': records}) {
    const hit = firstMatch(known(records) ?? [], PATTERN);
    // A permission problem is worded alike by the runtime and has its own rule.
    if (hit && !/permission denied/i.test(hit.line)) {
      const command = Object.values(hit.match.groups ?? {}).find((g) => g !== undefined) ?? null;
      return [{data: {command}, at: [atRecord(hit.record, hit.line)]}];
    }
    const exit = events.find((event) => event.kind === 'exit' && event.exitCode === 127);
    const shared = firstMatch(known(records) ?? [], /shared librar|unrecognized arguments|Syntax error/i);
    return exit === undefined || shared !== undefined ? [] : [{data: {command: null}, at: [atEvent(exit)]}];
  },
  message: ({command}) =>
    `The command${command ? ` "${command}"` : ''} that should start the application was not found in the container`,
});
