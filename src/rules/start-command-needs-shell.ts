import {known} from '../engine/phases.js';
import {defineRule} from '../engine/rule.js';

/** App Runner splits the StartCommand itself: operators, variables and quotes of a shell mean nothing to it. */
export const startCommandNeedsShell = defineRule({
  id: 'start-command-needs-shell',
  title: 'The StartCommand uses shell syntax',
  phase: 'start',
  severity: 'warning',
  needs: ['service'],
  mayLack: ['examination'],
  check({service, examination}) {
    const command = service.configuration.startCommand;
    if (command === undefined) return [];
    const wrapped = /^\s*(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z)?sh\s+-[a-z]*c\s/.test(command);
    const what = wrapped ? unbalanced(command) : shellSyntax(command);
    if (what === undefined) return [];
    // The command that is visible after a rollback is the one that the version before runs with.
    const runs = known(examination)?.state === 'rolled-back' && service.status === 'RUNNING';
    return [
      {
        data: {what, runs},
        at: [{evidence: 'service' as const, path: 'configuration.startCommand', excerpt: command}],
      },
    ];
  },
  message: ({what, runs}) =>
    `The StartCommand holds ${what}; App Runner does not run it in a shell${runs ? '; but the version rolled back to runs with it' : ''}`,
});

function shellSyntax(command: string): string | undefined {
  const unquoted = command.replace(/'[^']*'|"[^"]*"/g, '');
  if (/&&|\|\|/.test(unquoted)) return 'a shell operator (&& or ||)';
  if (/[|;<>]/.test(unquoted)) return 'a pipe, redirection or semicolon';
  if (/\$\{?[A-Za-z_]/.test(unquoted)) return 'a shell variable';
  if (/^\s*\.{1,2}\//.test(command)) return 'a relative path';
  return unbalanced(command);
}

function unbalanced(command: string): string | undefined {
  const count = (quote: string) => command.split(quote).length - 1;
  return count('"') % 2 === 1 || count("'") % 2 === 1 ? 'an unbalanced quote' : undefined;
}
