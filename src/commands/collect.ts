import {Flags} from '@oclif/core';
import {acquireBundle} from '../app/acquire.js';
import {readBaseline} from '../app/baseline.js';
import {chooseContract} from '../app/chosen-contract.js';
import {BaseCommand} from '../base-command.js';
import {formatFlag, serviceArgument, targetFlags} from '../cli/flags.js';
import {parseSeconds} from '../config/duration.js';
import {serializeBundle} from '../evidence/bundle.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {writeAndDrain} from '../terminal/stdout.js';

const {bundle: _offline, ...liveFlags} = targetFlags;

export default class Collect extends BaseCommand {
  static override summary = 'Save the evidence, redacted, in one file: the input of every --bundle.';
  static override description =
    'No value of a variable enters the file, and values that turn up elsewhere (log lines, commands) are masked; a ledger in it says what was masked where. Look through it before you hand it on.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> my-api -o incident.json',
    '<%= config.bin %> <%= command.id %> my-api --deployment a1b2c3 -o incident.json',
    '<%= config.bin %> <%= command.id %> my-api --baseline healthy.json -o incident.json',
  ];
  static override usage = '<%= command.id %> [SERVICE] -o FILE [FLAGS]';
  static override args = serviceArgument;
  static override flags = {
    ...liveFlags,
    format: formatFlag(['json']),
    deployment: Flags.string({helpValue: 'ID', summary: 'Examine this operation instead of the newest deployment.'}),
    good: Flags.string({helpValue: 'IMAGE', summary: 'The version that works: a tag, digest or reference.'}),
    bad: Flags.string({helpValue: 'IMAGE', summary: 'The version that fails.'}),
    baseline: Flags.string({
      helpValue: 'FILE',
      summary: 'An earlier bundle or an env file to compare with: equal values then print equal in both.',
    }),
    'wait-logs': Flags.string({
      helpValue: 'SECONDS',
      summary: 'Wait this long for log lines that have not arrived yet.',
    }),
    'resolve-secrets': Flags.boolean({
      summary: 'Read the values of referenced secrets to judge them; they are masked like any value.',
    }),
    contract: Flags.string({
      helpValue: 'FILE',
      summary: 'A start-up contract in YAML, or the name of the built-in one.',
    }),
  };

  protected override readonly defaultTimeout = '5m';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Collect);
    const invocation = await this.settle(flags, args);
    const chosen = await chooseContract(invocation.settings.contract?.value);
    const baseline = flags.baseline === undefined ? undefined : await readBaseline(flags.baseline);
    const bundle = await acquireBundle(invocation, {
      ...chosen,
      // Under the earlier salt the prints of both compare, and no value is given away.
      ...(baseline !== undefined && {baseline: baseline.value, salt: baseline.salt}),
      deployment: flags.deployment,
      good: flags.good,
      bad: flags.bad,
      waitLogsSeconds: flags['wait-logs'] === undefined ? 0 : parseSeconds(flags['wait-logs']) / 1000,
      resolveSecrets: flags['resolve-secrets'],
    });
    const text = serializeBundle(bundle);
    try {
      await this.answer(text);
    } catch (error) {
      // Not onto a terminal: it is a file's worth of JSON, and the message would be lost behind it.
      if (flags.output === undefined || process.stdout.isTTY === true) throw error;
      await writeAndDrain(process.stdout, text);
      await this.complain(error);
      this.note('The evidence stands on stdout instead.');
      return this.exitWith(2);
    }
    if (flags.output !== undefined) this.note(summary(bundle, flags.output));
  }
}

function summary({evidence, redactions}: Bundle, path: string): string {
  const all = Object.values(evidence);
  const collected = all.filter(({status}) => status === 'collected' || status === 'absent').length;
  const gaps = all.filter(({status}) => ['denied', 'error', 'timeout'].includes(status)).map(({id}) => id);
  const masked = redactions.reduce((sum, {count}) => sum + count, 0);
  return `Saved ${path}: ${collected} pieces of evidence, ${masked} values masked${gaps.length === 0 ? '' : `, gaps: ${gaps.join(', ')}`}.`;
}
