import {Args, Flags} from '@oclif/core';
import {chooseContract} from '../app/chosen-contract.js';
import {overridesOf, readEnvFile} from '../app/what-if.js';
import {BaseCommand, type Invocation} from '../base-command.js';
import {formatFlag, judgingFlags, serviceArgument, targetFlags} from '../cli/flags.js';
import {profileToName} from '../config/settings.js';
import {usageError} from '../errors.js';
import {type Preflight as Answer, preflightExitCode} from '../preflight/model.js';
import {jsonText} from '../terminal/sanitize.js';

export default class Preflight extends BaseCommand {
  static override summary = 'Before deploying: would this image start under the configuration it would get?';
  static override description =
    `IMAGE is a tag, the unambiguous beginning of a tag, repository:tag, @sha256:…, a full ECR reference, oci:DIR[:TAG],
docker-archive:FILE, running or attempted. Checks its architecture, the start-up contract against the variables that
would be set, command, port, push, roles, secrets, health check and size. Each says what it rests on and how to mend it.

--env-file is the whole map that the deployment would supply: App Runner drops every variable that it lacks.

Node itself looks at --env-file wherever it stands: it takes NODE_OPTIONS from the file, and ends with exit code 9 where
there is no such file, before this program begins. -e FILE is the same without Node's part in it.

Exit code: 0 ready, 1 blocked, 4 something essential is not known, 2 usage, 3 could not look.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> v33 my-api',
    '<%= config.bin %> <%= command.id %> v33 my-api -e production.env --format github',
    '<%= config.bin %> <%= command.id %> v33 my-api --set REDIS_URL=redis://cache.example.com:6379/0 --files',
    '<%= config.bin %> <%= command.id %> oci:build/image:v33 --no-service -e production.env',
  ];
  static override usage = '<%= command.id %> IMAGE [SERVICE] [FLAGS]';
  static override args = {
    image: Args.string({name: 'IMAGE', required: true, description: 'The image that would be deployed.'}),
    ...serviceArgument,
  };
  static override flags = {
    ...targetFlags,
    ...judgingFlags,
    format: formatFlag(['text', 'json', 'github', 'junit']),
    repository: Flags.string({
      helpValue: 'NAME',
      summary: "Repository of a bare tag. Default: the service's.",
      helpGroup: 'TARGET',
    }),
    'no-service': Flags.boolean({
      summary: 'There is no service yet: judge the image and the variables of --env-file alone.',
      exclusive: ['service', 'bundle'],
    }),
    // Node takes the long form for its own too; the short one is this program's alone.
    'env-file': Flags.string({
      char: 'e',
      helpValue: 'FILE',
      summary: "The whole map of variables that would be supplied, in place of the service's.",
    }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=VALUE',
      summary: 'This variable would have this value.',
    }),
    unset: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
      summary: 'This variable would not be set, and that is meant.',
    }),
    files: Flags.boolean({summary: 'Read the layers: is what the command names in them, and executable?'}),
    'resolve-secrets': Flags.boolean({
      summary: 'Read the values of referenced secrets to judge them; they are masked like any value.',
      exclusive: ['bundle'],
    }),
    contract: Flags.string({
      helpValue: 'FILE',
      summary: 'A start-up contract in YAML, or the name of the built-in one.',
    }),
  };

  protected override readonly defaultTimeout = '5m';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Preflight);
    const invocation = await this.settle(flags, args);
    const {set, unset} = overridesOf(flags.set ?? [], flags.unset ?? []);
    if (flags['no-service'] && args.service !== undefined) {
      throw usageError(`--no-service and the service ${args.service} contradict each other.`, [
        'Leave one of them out.',
      ]);
    }
    const isLocal = /^(?:oci|docker-archive):/.test(args.image);
    if (invocation.bundle !== undefined && flags.files && !isLocal) {
      throw usageError('--files reads layers from ECR, --bundle reads nothing from AWS.', ['Leave one of them out.']);
    }
    const envFile = flags['env-file'];
    const chosen = await chooseContract(invocation.settings.contract?.value);
    const {preflight} = await import('../preflight/preflight.js');
    const answer = await preflight(invocation, {
      ...chosen,
      image: args.image,
      withService: !flags['no-service'],
      map: envFile === undefined ? undefined : {path: envFile, values: await readEnvFile(envFile)},
      set,
      unset,
      withFiles: flags.files,
      resolveSecrets: flags['resolve-secrets'],
      failOn: flags['fail-on'],
      profile: profileToName(invocation.settings),
    });
    await this.answer(await render(answer, invocation));
    this.exitWith(preflightExitCode(answer, flags['exit-zero']));
  }
}

async function render(answer: Answer, {format, text}: Invocation): Promise<string> {
  if (format === 'json') return jsonText(answer);
  const {preflightGithub, preflightJunit, preflightText} = await import('../views/preflight.js');
  if (format === 'github') return preflightGithub(answer);
  return format === 'junit' ? preflightJunit(answer) : preflightText(answer, text);
}
