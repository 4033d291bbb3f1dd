/** What may be typed, free of any shell. */
export interface CompletionModel {
  readonly program: string;
  readonly commands: readonly CompletionCommand[];
}

export interface CompletionCommand {
  readonly id: string;
  readonly summary: string;
  /** Words for the first argument; empty where it is free. */
  readonly argument: readonly string[];
  readonly flags: readonly CompletionFlag[];
}

export interface CompletionFlag {
  /** With their dashes: `--output`, `-o`. */
  readonly names: readonly string[];
  readonly summary: string;
  readonly value: CompletionValue;
  readonly repeatable: boolean;
}

/** What follows a flag: nothing, something that only the user knows, a file, one of so many words. */
export type CompletionValue =
  | {readonly kind: 'none'}
  | {readonly kind: 'free' | 'file'; readonly label: string}
  | {readonly kind: 'words'; readonly label: string; readonly words: readonly string[]};

/** A command of oclif's manifest, as far as it is read here. */
export interface ManifestCommand {
  readonly id: string;
  readonly summary?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly args: {readonly [name: string]: {readonly options?: readonly string[] | undefined}};
  readonly flags: {readonly [name: string]: ManifestFlag};
}

export interface ManifestFlag {
  readonly name: string;
  readonly char?: string | undefined;
  readonly summary?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly type: 'boolean' | 'option';
  readonly allowNo?: boolean | undefined;
  readonly helpValue?: string | readonly string[] | undefined;
  readonly multiple?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
}

/** Values of flags that are paths, by the word that stands for them in the help. */
const FILES = /\b(FILE|BUNDLE|DIR)\b/;

const HELP: CompletionFlag = {
  names: ['--help', '-h'],
  summary: 'Show help for the command.',
  value: {kind: 'none'},
  repeatable: false,
};

/**
 * @param argumentsOf words for the first argument of a command that its manifest does not name
 */
export function completionModel(
  program: string,
  commands: readonly ManifestCommand[],
  argumentsOf: {readonly [id: string]: readonly string[]},
): CompletionModel {
  return {
    program,
    commands: commands
      .filter(({hidden}) => hidden !== true)
      .map((command) => ({
        id: command.id,
        summary: command.summary ?? '',
        argument: [...new Set(argumentsOf[command.id] ?? Object.values(command.args)[0]?.options ?? [])],
        flags: [
          ...Object.values(command.flags)
            .filter(({hidden}) => hidden !== true)
            .flatMap(flagsOf),
          HELP,
        ],
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function flagsOf(flag: ManifestFlag): CompletionFlag[] {
  const own: CompletionFlag = {
    names: [`--${flag.name}`, ...(flag.char === undefined ? [] : [`-${flag.char}`])],
    summary: flag.summary ?? '',
    value: followedBy(flag),
    repeatable: flag.multiple === true,
  };
  return flag.allowNo === true ? [own, {...own, names: [`--no-${flag.name}`]}] : [own];
}

function followedBy(flag: ManifestFlag): CompletionValue {
  if (flag.type === 'boolean') return {kind: 'none'};
  const label = String(flag.helpValue ?? flag.name.toUpperCase());
  if (flag.options !== undefined) return {kind: 'words', label, words: flag.options};
  return {kind: FILES.test(label) ? 'file' : 'free', label};
}
