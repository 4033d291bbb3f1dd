# Prints what zsh completes, one word a line: zsh -f complete.zsh SCRIPT LINE.
# Types the line into an interactive zsh of its own, as a person would.
zmodload zsh/zpty
TERM=dumb zpty shell zsh -f -i

until_seen() {
  local got part
  while [[ $got != *${~1}* ]]; do
    zpty -r shell part || exit 1
    got+=$part
  done
  REPLY=$got
}

zpty -w shell "PROMPT=; autoload -Uz compinit; compinit -u -D; source ${(q)1}"
zpty -w shell 'compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits; builtin compadd -O hits "$@"; found+=($hits); builtin compadd "$@"
}'
zpty -w shell 'report() { typeset -ga found=(); zle complete-word; print -r -- "FOUND[${(j:,:)found}]"; zle kill-whole-line; }'
zpty -w shell 'zle -N report; bindkey "^T" report; echo rea""dy'
until_seen ready
zpty -n -w shell "$2"$'\x14'
until_seen 'FOUND\[*\]'
print -rl -- ${(s:,:)${${REPLY##*FOUND\[}%%\]*}}
zpty -d shell
