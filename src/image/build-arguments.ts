export const HIDDEN = '***';

/** Hides what a line of history says of build arguments: no variable of the image holds them. */
export function maskBuildArguments(line: string): string {
  const arg = /^((?:\/bin\/sh -c )?(?:#\(nop\)\s*)?ARG)\s+(.*)$/s.exec(line);
  if (arg) return `${arg[1]} ${maskAssignments(arg[2] as string, false)}`;
  // "|2 TOKEN=… OTHER=… /bin/sh -c …": in front of a RUN line.
  const run = /^((?:RUN )?\|[1-9]\d* )(.*)$/s.exec(line);
  return run ? `${run[1]}${maskArguments(run[2] as string)}` : line;
}

/** Arguments end where a shell begins. Without one nothing tells the last value from the command: both are hidden. */
function maskArguments(text: string): string {
  const shell = /^(.*?)(\s(?:\/\S*\/)?(?:ba|da|a|k|z)?sh -\S+ .*)$/s.exec(text);
  return shell
    ? `${maskAssignments(shell[1] as string, false)}${shell[2]}`
    : `${maskAssignments(text, false)} ${HIDDEN}`;
}

/** "A=1 B='x y'" (or the old "ENV A value") with its values hidden. */
export function maskAssignments(text: string, oldForm: boolean): string {
  if (!/^\s*[\w.-]+=/.test(text)) {
    return oldForm ? text.replace(/^(\s*\S+)\s+.*$/s, `$1 ${HIDDEN}`) : text;
  }
  const names = [...text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=/g)].map((found) => found[1] as string);
  return names.map((name) => `${name}=${HIDDEN}`).join(' ');
}
