import type {CompletionCommand, CompletionFlag, CompletionModel} from './model.js';
import {quote} from './quote.js';

/** A script for bash 3.2 and later; needs neither bash-completion nor this program when it completes. */
export function bashCompletion({program, commands}: CompletionModel): string {
  const name = `_${program.replace(/\W/g, '_')}`;
  const first = [...commands.map(({id}) => id), '--help', '--version'];
  const values = commands.flatMap(({id, flags}) => flags.flatMap((flag) => valueCase(id, flag)));
  return `# bash completion for ${program}, made by: ${program} completion bash

# What follows the flag $2 of the command $1: sets kind and words.
${name}_value() {
  kind=none words=
  case "$1 $2" in
${values.map((line) => `    ${line}`).join('\n')}
  esac
}

# The flags of the command $1.
${name}_flags() {
  words=
  case "$1" in
${commands
  .map(
    ({id, flags}) =>
      `    ${caseOf(
        id,
        flags.flatMap(({names}) => names),
      )}`,
  )
  .join('\n')}
  esac
}

# Words for the first argument of the command $1.
${name}_argument() {
  words=
  case "$1" in
${commands.flatMap((command) => argumentCase(command)).join('\n')}
  esac
}

${name}() {
  local cur prev command kind words given i line IFS=$' \\t\\n'
  COMPREPLY=()
  cur=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" -le 1 ]; then
    COMPREPLY=($(compgen -W ${quote(first.join(' '))} -- "$cur"))
    return
  fi
  prev=\${COMP_WORDS[COMP_CWORD-1]}
  command=\${COMP_WORDS[1]}
  # --flag=value comes as three words.
  if [ "$cur" = = ]; then
    cur=
  elif [ "$prev" = = ]; then
    prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi

  ${name}_value "$command" "$prev"
  if [ "$kind" = file ]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do
      COMPREPLY+=("$line")
    done < <(compgen -f -- "$cur")
    return
  fi
  if [ "$kind" = none ]; then
    case $cur in
      -*)
        ${name}_flags "$command"
        ;;
      *)
        given=0
        for ((i = 2; i < COMP_CWORD; i++)); do
          if [ "\${COMP_WORDS[i+1]}" = = ]; then
            i=$((i + 2))
          elif [ "\${COMP_WORDS[i]#-}" != "\${COMP_WORDS[i]}" ]; then
            ${name}_value "$command" "\${COMP_WORDS[i]}"
            if [ "$kind" != none ]; then i=$((i + 1)); fi
          else
            given=$((given + 1))
          fi
        done
        words=
        if [ "$given" -eq 0 ]; then ${name}_argument "$command"; fi
        ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}

complete -F ${name} ${program}
`;
}

function valueCase(id: string, {names, value}: CompletionFlag): string[] {
  if (value.kind === 'none') return [];
  const patterns = names.map((flag) => quote(`${id} ${flag}`)).join(' | ');
  const words = value.kind === 'words' ? ` words=${quote(value.words.join(' '))}` : '';
  return [`${patterns}) kind=${value.kind}${words} ;;`];
}

function argumentCase({id, argument}: CompletionCommand): string[] {
  return argument.length === 0 ? [] : [`    ${caseOf(id, argument)}`];
}

function caseOf(id: string, words: readonly string[]): string {
  return `${quote(id)}) words=${quote(words.join(' '))} ;;`;
}
