import {Args, Flags} from '@oclif/core';

export const FORMATS = ['text', 'json', 'jsonl', 'markdown', 'html', 'github', 'junit'] as const;
export type Format = (typeof FORMATS)[number];

/** Flags of every command. */
export const commonFlags = {
  format: formatFlag(['text', 'json']),
  json: Flags.boolean({summary: 'The same as --format json.', helpGroup: 'OUTPUT'}),
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    summary: 'Write the answer to a file (whole or not at all, mode 0600).',
    helpGroup: 'OUTPUT',
  }),
  'no-color': Flags.boolean({summary: 'No colours. NO_COLOR and TERM=dumb do the same.', helpGroup: 'OUTPUT'}),
  timeout: Flags.string({
    helpValue: 'DURATION',
    summary: 'End the whole run after this long: 30s, 15m.',
    helpGroup: 'GLOBAL',
  }),
  debug: Flags.boolean({summary: 'Say on stderr where each setting came from.', helpGroup: 'GLOBAL'}),
};

/** Which service, and how to reach it. */
export const targetFlags = {
  service: Flags.string({
    char: 's',
    helpValue: 'SERVICE',
    summary: 'Name, ARN or unambiguous beginning of a name. [env: NERAVA_DIAG_SERVICE]',
    helpGroup: 'TARGET',
  }),
  profile: Flags.string({helpValue: 'NAME', summary: 'AWS profile. [env: AWS_PROFILE]', helpGroup: 'TARGET'}),
  region: Flags.string({
    helpValue: 'REGION',
    summary: "AWS region; an ARN's region goes before the environment's. [env: AWS_REGION]",
    helpGroup: 'TARGET',
  }),
  bundle: Flags.string({
    helpValue: 'FILE',
    summary: 'Use saved evidence instead of AWS: no network.',
    helpGroup: 'TARGET',
  }),
};

/** The optional SERVICE argument. */
export const serviceArgument = {
  service: Args.string({
    name: 'SERVICE',
    description: 'Name, ARN or unambiguous beginning of a name. Left out: the only service of the region.',
  }),
};

/** Flags of commands that judge. */
export const judgingFlags = {
  'exit-zero': Flags.boolean({summary: 'Exit 0 whatever was found.', helpGroup: 'EXIT CODE'}),
  'fail-on': Flags.option({
    options: ['error', 'warning'] as const,
    default: 'error' as const,
    summary: 'From which severity on a finding makes the exit code 1.',
    helpGroup: 'EXIT CODE',
  })(),
};

/** Flags of commands that can judge every service at once. */
export function fleetFlags(exclusive: readonly string[]) {
  return {
    all: Flags.boolean({
      summary: 'Every service of the region: a table of verdicts, and the exit code of the worst.',
      exclusive: [...exclusive],
      helpGroup: 'TARGET',
    }),
    regions: Flags.string({
      helpValue: 'NAME,NAME',
      summary: 'With --all: of these regions.',
      dependsOn: ['all'],
      exclusive: ['region'],
      helpGroup: 'TARGET',
    }),
  };
}

/** `--format` with the formats that a command knows, the first one by default. */
export function formatFlag<const F extends readonly [Format, ...Format[]]>(formats: F) {
  return Flags.option({
    options: formats,
    summary: 'How the answer is written.',
    helpGroup: 'OUTPUT',
  })();
}
