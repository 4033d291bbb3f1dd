import type {CompletionCommand, CompletionFlag, CompletionModel} from './model.js';
import {quote} from './quote.js';

/** A script for zsh: to be sourced, or to lie in a folder of `fpath` as `_nerava-diag`. */
export function zshCompletion({program, commands}: CompletionModel): string {
  const name = `_${program.replace(/\W/g, '_')}`;
  const described = commands.map(({id, summary}) => `    ${quote(`${id.replaceAll(':', '\\:')}:${summary}`)}`);
  return `#compdef ${program}
# zsh completion for ${program}, made by: ${program} completion zsh

${name}() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${described.join('\n')}
  )
  _arguments -C \\
    '(- *)'{-h,--help}'[Show help.]' \\
    '(- *)'{-V,--version}'[Show the version.]' \\
    '1: :->command' \\
    '*:: :->rest' && return
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $words[1] in
${commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}

if [ "$funcstack[1]" = ${name} ]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}

function commandCase({id, argument, flags}: CompletionCommand): string {
  const first = argument.length === 0 ? [] : [quote(`1:argument:(${argument.join(' ')})`)];
  const specs = [...flags.flatMap(flagSpecs), ...first, quote('*: : ')];
  return `        ${quote(id)})
          _arguments -s -S \\
${specs.map((spec) => `            ${spec}`).join(' \\\n')}
          ;;`;
}

function flagSpecs({names, summary, value, repeatable}: CompletionFlag): string[] {
  return names.map((flag) => {
    const others = repeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
    // "=": the value may stand behind an equals sign too, which only long flags know.
    const joined = value.kind !== 'none' && flag.startsWith('--') ? '=' : '';
    return quote(`${others}${flag}${joined}[${summary.replace(/[[\]\\]/g, '\\$&')}]${action(value)}`);
  });
}

function action(value: CompletionFlag['value']): string {
  if (value.kind === 'none') return '';
  const label = value.label.replaceAll(':', '\\:');
  switch (value.kind) {
    case 'file':
      return `:${label}:_files`;
    case 'words':
      return `:${label}:(${value.words.join(' ')})`;
    default:
      return `:${label}: `;
  }
}
