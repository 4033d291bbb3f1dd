import {existsSync} from 'node:fs';
import {Flags} from '@oclif/core';
import {acquireBundle, serviceOf} from '../app/acquire.js';
import {chooseContract} from '../app/chosen-contract.js';
import {engineOnPath} from '../app/engine-on-path.js';
import {printedCommand} from '../app/printed-command.js';
import {reproductionOf} from '../app/reproduction.js';
import {BaseCommand} from '../base-command.js';
import {formatFlag, serviceArgument, targetFlags} from '../cli/flags.js';
import {profileToName} from '../config/settings.js';
import {usageError} from '../errors.js';
import {checkWritable, writePrivateFile} from '../files.js';
import {jsonText} from '../terminal/sanitize.js';
import {ENGINES, type Reproduction, reproductionText} from '../views/reproduction.js';

export default class Reproduce extends BaseCommand {
  static override summary = 'The docker run line that starts the same image under the same configuration locally.';
  static override description =
    `For the version that was attempted and for the good one, with the service's command, port, size and an env file.
With podman or finch where docker is missing. The env file holds names and placeholders; the values only with --reveal-all. Nothing is started here.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> my-api',
    '<%= config.bin %> <%= command.id %> my-api --write my-api.env',
    '<%= config.bin %> <%= command.id %> my-api --engine podman',
    '<%= config.bin %> <%= command.id %> --bundle incident.json --json',
  ];
  static override usage = '<%= command.id %> [SERVICE] [FLAGS]';
  static override args = serviceArgument;
  static override flags = {
    ...targetFlags,
    format: formatFlag(['text', 'json']),
    engine: Flags.option({
      options: ENGINES,
      summary: 'Which program starts the container. Default: the first one on PATH; docker with --bundle.',
    })(),
    // Not --env-file: Node itself reads the file that such an argument names, and ends where there is none.
    write: Flags.string({
      helpValue: 'FILE',
      summary: 'Write the env file there (mode 0600): names with placeholders.',
    }),
    'reveal-all': Flags.boolean({
      summary: 'With --write: the plain values too.',
      dependsOn: ['write'],
      exclusive: ['bundle'],
    }),
    deployment: Flags.string({helpValue: 'ID', summary: 'Examine this operation instead of the newest deployment.'}),
    good: Flags.string({helpValue: 'IMAGE', summary: 'The version that works: a tag, digest or reference.'}),
    bad: Flags.string({helpValue: 'IMAGE', summary: 'The version that fails.'}),
    contract: Flags.string({
      helpValue: 'FILE',
      summary: 'A start-up contract in YAML, or the name of the built-in one.',
    }),
  };

  protected override readonly defaultTimeout = '1m';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Reproduce);
    const invocation = await this.settle(flags, args);
    const path = flags.write;
    // Whoever filled in the values would lose them.
    if (path !== undefined && existsSync(path)) {
      throw usageError(`${path} is there already, and may hold values that somebody put in.`, [
        'Name another file, or remove it first.',
      ]);
    }
    if (path !== undefined) await checkWritable(path, flags.output);
    const values = new Map<string, string>();
    const chosen = await chooseContract(invocation.settings.contract?.value);
    const bundle = await acquireBundle(invocation, {
      ...chosen,
      deployment: flags.deployment,
      good: flags.good,
      bad: flags.bad,
      only: ['identity', 'service', 'operations', 'service-log', 'change-history', 'image-attempted', 'image-running'],
      ...(flags['reveal-all'] && {
        onValues: (found: readonly {name: string; value: string}[]) => {
          for (const {name, value} of found) values.set(name, value);
        },
      }),
    });
    const reproduction = reproductionOf(bundle, chosen.contract, {
      // A replay says the same on every machine.
      engine: flags.engine ?? (invocation.bundle === undefined ? await engineOnPath() : 'docker'),
      envFile: path ?? `${serviceOf(bundle).name}.env`,
      values,
      profile: profileToName(invocation.settings),
    });
    if (path !== undefined) {
      await writePrivateFile(path, reproduction.envFile.text);
      this.note(`Wrote ${path}${flags['reveal-all'] ? ', with values: remove it when you are done' : ''}.`);
    }
    const shown = withoutValues(reproduction, values.size > 0);
    if (invocation.format === 'json') return this.answer(jsonText(shown));
    const {engine, deployment, good, bad} = flags;
    const asked = Object.entries({engine, deployment, good, bad}).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    );
    const write =
      path === undefined
        ? printedCommand('reproduce', shown, invocation, [...asked, '--write', shown.envFile.path])
        : undefined;
    await this.answer(reproductionText(shown, write, invocation.text));
  }
}

/** Values stand in the file that was asked for, and nowhere else. */
function withoutValues(reproduction: Reproduction, revealed: boolean): Reproduction {
  if (!revealed) return reproduction;
  const {path, unset} = reproduction.envFile;
  return {...reproduction, envFile: {path, unset, text: ''}};
}
