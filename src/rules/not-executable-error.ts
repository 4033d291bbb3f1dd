import {firstMatch} from '../engine/app-log.js';
import {known} from '../engine/phases.js';
import {atEvent, atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const PATTERN =
  /exec:? "?(?<a>\/?[\w./-]+)"?:? permission denied|^(?:\/bin\/)?(?:ba|da|a)?sh: (?:\d+: |line \d+: )?(?<b>[\w./-]+): Permission denied|exec (?<c>\/[\w./-]+\.(?:sh|py|rb|js)): no such file or directory|env: ['‘]?(?<d>\w+)\\r['’]?: No such file|bad interpreter: (?<e>[^\n]{0,80})/i;

/** Mode, CRLF line ends, or an interpreter that does not exist: the file is there and cannot be executed. */
export const notExecutableError = defineRule({
  id: 'not-executable-error',
  title: 'The command exists but cannot be executed',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['events'],
  mayLack: ['app-records'],
  check({events, 'app-records': records}) {
    const hit = firstMatch(known(records) ?? [], PATTERN);
    if (hit) {
      const file = Object.values(hit.match.groups ?? {}).find((g) => g !== undefined) ?? null;
      return [{data: {file, crlf: /no such file|\\r|\^M/i.test(hit.line)}, at: [atRecord(hit.record, hit.line)]}];
    }
    const exit = events.find((event) => event.kind === 'exit' && event.exitCode === 126);
    return exit === undefined ? [] : [{data: {file: null, crlf: false}, at: [atEvent(exit)]}];
  },
  message: ({file, crlf}) =>
    `${file ?? 'The command'} exists but cannot be executed${crlf ? ': its first line names an interpreter that does not exist, often because of Windows line ends' : ''}`,
});
