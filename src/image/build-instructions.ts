import {HIDDEN, hideSecretArguments} from './secret-arguments.js';

const ENV = /^((?:\/bin\/sh -c )?(?:#\(nop\)\s*)?ENV)\s+(.*)$/s;

/**
 * Hides what a line of history says of values that no variable of the image holds: those of build arguments, those of an
 * ENV that a later one overwrites, and what a command is given as a secret. What a variable holds stays: it is masked as
 * all values are, and two lines differ.
 *
 * @param variables "NAME=value" of the image
 */
export function maskUnheld(line: string, variables: readonly string[]): string {
  const text = ENV.exec(line)?.[2];
  if (text === undefined) return hideSecretArguments(maskBuildArguments(line));
  const held = assignedNames(text).map((name) => variables.find((variable) => variable.startsWith(`${name}=`)));
  const isHeld = text === held.join(' ') || variables.includes(text.replace(/\s+/, '='));
  return isHeld ? line : maskEnv(line);
}

/** Hides every value that an ENV line gives; any other line stays as it is. */
export function maskEnv(line: string): string {
  const env = ENV.exec(line);
  return env ? `${env[1]} ${maskAssignments(env[2] as string, true)}` : line;
}

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
function maskAssignments(text: string, oldForm: boolean): string {
  if (!/^\s*[\w.-]+=/.test(text)) {
    return oldForm ? text.replace(/^(\s*\S+)\s+.*$/s, `$1 ${HIDDEN}`) : text;
  }
  return assignedNames(text)
    .map((name) => `${name}=${HIDDEN}`)
    .join(' ');
}

/** Of words within a value too: rather one too many hidden. */
function assignedNames(text: string): string[] {
  return [...text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=/g)].map((found) => found[1] as string);
}
