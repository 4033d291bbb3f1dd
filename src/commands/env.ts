import {Flags} from '@oclif/core';
import {acquireBundle} from '../app/acquire.js';
import {type ChosenContract, chooseContract} from '../app/chosen-contract.js';
import {describeEnvironment} from '../app/environment.js';
import type {Other} from '../app/environment-comparison.js';
import {printedCommand} from '../app/printed-command.js';
import {BaseCommand, type Invocation} from '../base-command.js';
import {formatFlag, serviceArgument, targetFlags} from '../cli/flags.js';
import {usageError} from '../errors.js';
import {jsonText} from '../terminal/sanitize.js';
import {envFileText} from '../views/env-file.js';
import {type Environment, environmentText} from '../views/environment.js';

export default class Env extends BaseCommand {
  static override summary =
    'The variables and secrets the service has now, and what the start-up contract says of each.';
  static override description =
    `Values are never shown: name, source, length and a fingerprint that is equal for equal values of one run.
Informs and exits 0; judging is the job of validate.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> my-api',
    '<%= config.bin %> <%= command.id %> my-api --json',
    '<%= config.bin %> <%= command.id %> my-api --against production.env',
    '<%= config.bin %> <%= command.id %> my-api --export env-file -o my-api.env',
  ];
  static override usage = '<%= command.id %> [SERVICE] [FLAGS]';
  static override args = serviceArgument;
  static override flags = {
    ...targetFlags,
    format: formatFlag(['text', 'json']),
    against: Flags.string({
      helpValue: 'FILE|BUNDLE|SERVICE',
      summary:
        'Compare with an env file, a saved bundle or (not with --bundle) another service: added, removed, changed.',
    }),
    export: Flags.option({
      options: ['env-file'] as const,
      summary: 'Write an env file with names and placeholders.',
      exclusive: ['against', 'json', 'format'],
    })(),
    reveal: Flags.string({
      helpValue: 'NAME',
      summary: 'Show one plain value, on a terminal only.',
      exclusive: ['against', 'export', 'json', 'format', 'output', 'bundle'],
    }),
    'reveal-all': Flags.boolean({
      summary: 'With --export env-file and -o FILE: the plain values too (mode 0600).',
      exclusive: ['bundle'],
    }),
    contract: Flags.string({
      helpValue: 'FILE',
      summary: 'A start-up contract in YAML, or the name of the built-in one.',
    }),
  };

  protected override readonly defaultTimeout = '1m';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Env);
    const invocation = await this.settle(flags, args);
    if (flags.reveal !== undefined && process.stdout.isTTY !== true) {
      throw usageError('--reveal shows a value on a terminal only; stdout is none here.', [
        'For a file use: --export env-file --reveal-all -o FILE',
      ]);
    }
    if (flags['reveal-all']) {
      const {checkOutput} = await import('../app/reveal.js');
      await checkOutput(flags.export && flags.output);
    }

    // Plain values never enter the evidence; these two flags alone ask for them, past it.
    const values = new Map<string, string>();
    const wantsValues = flags.reveal !== undefined || flags['reveal-all'];
    const chosen = await chooseContract(invocation.settings.contract?.value);
    const other = flags.against === undefined ? undefined : await readAgainst(flags.against, invocation);
    const bundle = await acquireBundle(invocation, {
      ...chosen,
      // Who asks would be a call to another service, by a client that takes as long to load as the answer to arrive.
      only: ['service', 'operations', ...(flags.debug ? (['identity'] as const) : [])],
      // Under another bundle's salt equal values print equal, and can be compared.
      ...(other?.kind === 'bundle' && {salt: other.bundle.salt}),
      ...(wantsValues && {
        onValues: (found: readonly {name: string; value: string}[]) => {
          for (const {name, value} of found) values.set(name, value);
        },
      }),
    });
    const environment = describeEnvironment(bundle, chosen.contract);

    if (flags.reveal !== undefined) {
      const {revealedText} = await import('../app/reveal.js');
      return this.answer(revealedText(flags.reveal, environment, values));
    }
    if (flags.export !== undefined) return this.answer(envFileText(environment, values));
    if (other !== undefined) {
      const read = other.kind === 'service' ? await this.#second(other.name, invocation, chosen, bundle.salt) : other;
      return this.#compare(environment, bundle.salt, read, invocation);
    }
    if (invocation.format === 'json') return this.answer(jsonText(environment));
    const validate = printedCommand('validate', environment, invocation);
    await this.answer(environmentText(environment, validate, invocation.text));
  }

  async #compare(environment: Environment, salt: string, other: Other, {format, text}: Invocation): Promise<void> {
    const [{compareEnvironments}, {comparisonText}] = await Promise.all([
      import('../app/environment-comparison.js'),
      import('../views/comparison.js'),
    ]);
    const against = compareEnvironments(environment, salt, other);
    await this.answer(
      format === 'json' ? jsonText({...environment, against}) : comparisonText(environment, against, text),
    );
  }

  /** Another service's environment, read under the same salt. */
  async #second(name: string, invocation: Invocation, chosen: ChosenContract, salt: string): Promise<Other> {
    const bundle = await acquireBundle(
      {...invocation, service: name},
      {...chosen, only: ['service', 'operations'], salt},
    );
    return {kind: 'bundle', name, bundle};
  }
}

/** What only `--against` needs is loaded with it. */
async function readAgainst(named: string, {bundle}: Invocation): Promise<Other> {
  const {readAgainst: read} = await import('../app/environment-comparison.js');
  return read(named, bundle);
}
