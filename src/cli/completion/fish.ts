import type {CompletionFlag, CompletionModel} from './model.js';
import {quoteFish} from './quote.js';

/** A script for fish 3 and later. */
export function fishCompletion({program, commands}: CompletionModel): string {
  const name = `__${program.replace(/\W/g, '_')}`;
  const line = (condition: string, ...rest: readonly string[]) =>
    ['complete', '-c', program, '-n', quoteFish(`${name}_${condition}`), ...rest].join(' ');
  const lines = commands.flatMap(({id, summary, argument, flags}) => [
    line('is_first', '-a', quoteFish(id), '-d', quoteFish(summary)),
    ...flags.map((flag) => line(`is_in ${id}`, ...flagWords(flag))),
    ...(argument.length === 0 ? [] : [line(`is_in ${id}`, '-a', quoteFish(argument.join(' ')))]),
  ]);
  return `# fish completion for ${program}, made by: ${program} completion fish

# No command stands there yet.
function ${name}_is_first
    test (count (commandline -opc)) -le 1
end

# The command is $argv[1].
function ${name}_is_in
    set -l typed (commandline -opc)
    test (count $typed) -ge 2; and test $typed[2] = $argv[1]
end

complete -c ${program} -f
${line('is_first', '-s h', '-l help', '-d', quoteFish('Show help.'))}
${line('is_first', '-s V', '-l version', '-d', quoteFish('Show the version.'))}
${lines.join('\n')}
`;
}

function flagWords({names, summary, value}: CompletionFlag): string[] {
  const own = names.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const described = [...own, '-d', quoteFish(summary)];
  switch (value.kind) {
    case 'none':
      return described;
    case 'file':
      return [...described, '-r', '-F'];
    case 'words':
      return [...described, '-x', '-a', quoteFish(value.words.join(' '))];
    case 'free':
      return [...described, '-x'];
  }
}
