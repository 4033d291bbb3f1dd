import {Flags} from '@oclif/core';
import {acquireBundle} from '../app/acquire.js';
import {chooseContract} from '../app/chosen-contract.js';
import {readingPolicy} from '../aws/policy.js';
import {BaseCommand} from '../base-command.js';
import {formatFlag, serviceArgument, targetFlags} from '../cli/flags.js';
import {jsonText} from '../json-text.js';
import {type Doctor as Answer, doctorRows, doctorText} from '../views/doctor.js';

const {bundle: _offline, ...liveFlags} = targetFlags;

export default class Doctor extends BaseCommand {
  static override summary = 'Can this machine look? Credentials, region, and every piece of evidence it may read.';
  static override description =
    'Reads everything once, as diagnose would, and says of each piece whether it came, and what is missing where it did not. --policy prints the smallest IAM policy, made from the list of operations that the program can call.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> my-api',
    '<%= config.bin %> <%= command.id %> --policy',
  ];
  static override usage = '<%= command.id %> [SERVICE] [FLAGS]';
  static override args = serviceArgument;
  static override flags = {
    ...liveFlags,
    format: formatFlag(['text', 'json']),
    policy: Flags.boolean({summary: 'Print the smallest IAM policy, and ask AWS nothing.'}),
    insights: Flags.boolean({summary: 'With --policy: what logs --insights needs too.', dependsOn: ['policy']}),
    'resolve-secrets': Flags.boolean({
      summary: 'With --policy: what --resolve-secrets needs too.',
      dependsOn: ['policy'],
    }),
  };

  protected override readonly defaultTimeout = '1m';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Doctor);
    const invocation = await this.settle(flags, args);
    if (flags.policy) {
      const {insights, 'resolve-secrets': resolveSecrets} = flags;
      return this.answer(jsonText(readingPolicy({insights, resolveSecrets})));
    }
    const chosen = await chooseContract(invocation.settings.contract?.value);
    const {evidence} = await acquireBundle(invocation, chosen);
    const {identity, service} = evidence;
    const answer: Answer = {
      schemaVersion: 1,
      node: process.version,
      identity: identity.status === 'collected' ? identity.value.arn : null,
      account: identity.status === 'collected' ? identity.value.account : null,
      region: service.status === 'collected' ? service.value.region : (invocation.region ?? null),
      evidence: doctorRows(evidence),
    };
    await this.answer(invocation.format === 'json' ? jsonText(answer) : doctorText(answer, invocation.text));
    if (answer.evidence.some(({status}) => status !== 'ok' && status !== 'not-asked')) this.exitWith(1);
  }
}
