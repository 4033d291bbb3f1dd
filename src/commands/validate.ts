import {Flags} from '@oclif/core';
import {acquireBundle} from '../app/acquire.js';
import {type ChosenContract, chooseContract} from '../app/chosen-contract.js';
import {judgeBundle, judgeEnvironment, validationExitCode} from '../app/judge.js';
import {overridesOf, readEnvFile, withChanges} from '../app/what-if.js';
import {BaseCommand, type Invocation} from '../base-command.js';
import {fleetFlags, formatFlag, judgingFlags, serviceArgument, targetFlags} from '../cli/flags.js';
import type {Overrides} from '../contract/lookup.js';
import {usageError} from '../errors.js';
import {fleetExitCode} from '../fleet/exit-code.js';
import {fleetRequest} from '../fleet/request.js';
import {jsonText} from '../terminal/sanitize.js';
import {renderFleet} from '../views/fleet.js';
import {type Validation, validationText} from '../views/validation.js';

export default class Validate extends BaseCommand {
  static override summary =
    'Would this container survive its start? Runs the start-up contract and configuration rules.';
  static override description =
    `Judges the live service, an env file or a saved bundle; --set and --unset change any of them (what if?).
Reports every failing check, and the one at which the application would stop. A placeholder that env --export or
reproduce wrote (<64 characters>, <secret>) is a value that is not known yet.

Node itself looks at --env-file wherever it stands: it takes NODE_OPTIONS from the file, and ends with exit code 9 where
there is no such file, before this program begins. -e FILE is the same without Node's part in it.

Exit code: 0 starts, 1 it would exit or crash (or a configuration error), 4 unknown: a value that cannot be seen decides,
or no contract speaks for what runs.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> my-api',
    '<%= config.bin %> <%= command.id %> -e .env',
    '<%= config.bin %> <%= command.id %> my-api --set REDIS_URL=redis://cache.example.com:6379/0',
  ];
  static override usage = '<%= command.id %> [SERVICE] [FLAGS]';
  static override args = serviceArgument;
  static override flags = {
    ...targetFlags,
    ...judgingFlags,
    ...fleetFlags(['service', 'bundle', 'env-file', 'secret']),
    format: formatFlag(['text', 'json']),
    // Node takes the long form for its own too; the short one is this program's alone.
    'env-file': Flags.string({
      char: 'e',
      helpValue: 'FILE',
      summary: 'Judge these variables instead of a service.',
    }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=VALUE',
      summary: 'What if this variable had this value?',
    }),
    unset: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
      summary: 'What if this variable were not set?',
    }),
    secret: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
      summary: 'With --env-file: this variable comes from a secret.',
      dependsOn: ['env-file'],
    }),
    contract: Flags.string({
      helpValue: 'FILE',
      summary: 'A start-up contract in YAML, or the name of the built-in one.',
    }),
  };

  protected override readonly defaultTimeout = '1m';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Validate);
    const invocation = await this.settle({...flags, timeout: flags.timeout ?? (flags.all ? '10m' : undefined)}, args);
    const {contract, contractChosenBy} = await chooseContract(invocation.settings.contract?.value);
    const overrides = overridesOf(flags.set ?? [], flags.unset ?? []);
    if (flags.all) {
      const request = fleetRequest(invocation, flags.regions, args.service);
      const {validateAll} = await import('../fleet/validate-all.js');
      const rules = invocation.settings.rules?.value;
      const failOn = flags['fail-on'];
      const fleet = await validateAll({...request, contract, contractChosenBy, overrides, failOn, rules});
      await this.answer(renderFleet(fleet, invocation));
      return this.exitWith(fleetExitCode(fleet, flags['exit-zero']));
    }
    if (
      flags['env-file'] !== undefined &&
      (invocation.bundle !== undefined || args.service !== undefined || flags.service !== undefined)
    ) {
      throw usageError('--env-file judges a file: name no service and no bundle beside it.', [
        'Leave one of them out.',
      ]);
    }

    const validation =
      flags['env-file'] === undefined
        ? await this.#judgeService(invocation, {contract, contractChosenBy}, overrides)
        : judgeEnvironment(
            {...(await readEnvFile(flags['env-file'])), ...overrides.set},
            {
              source: flags['env-file'],
              secrets: flags.secret ?? [],
              contract,
              unset: overrides.unset,
              graded: invocation.settings.rules?.value,
            },
          );
    const named = {...validation, source: withChanges(validation.source, overrides)};
    await this.answer(invocation.format === 'json' ? jsonText(named) : validationText(named, invocation.text));
    this.exitWith(validationExitCode(named, {exitZero: flags['exit-zero'], failOn: flags['fail-on']}));
  }

  async #judgeService(invocation: Invocation, chosen: ChosenContract, overrides: Overrides): Promise<Validation> {
    const bundle = await acquireBundle(invocation, {
      ...chosen,
      only: ['identity', 'service', 'operations', 'image-attempted', 'image-running', 'secrets'],
    });
    return judgeBundle(bundle, chosen.contract, overrides, invocation.settings.rules?.value);
  }
}
