import {Flags} from '@oclif/core';
import {chooseContract} from '../app/chosen-contract.js';
import {doctorAnswer, doctorExitCode} from '../app/doctor.js';
import {lookAtAccess} from '../app/look-at-access.js';
import {readingPolicy} from '../aws/policy.js';
import {BaseCommand} from '../base-command.js';
import {formatFlag, serviceArgument, targetFlags} from '../cli/flags.js';
import {jsonText} from '../terminal/sanitize.js';
import {doctorText} from '../views/doctor.js';

const {bundle: _offline, ...liveFlags} = targetFlags;

export default class Doctor extends BaseCommand {
  static override summary = 'Can this machine look? Credentials, region, clock, and every call that it may make.';
  static override description =
    `Reads everything once, as diagnose would. Says of each piece of evidence whether it came, and of each call whether it is allowed, denied or unknown, with its IAM action and what needs it.
A call that this service gives no occasion for is unknown; where iam:SimulatePrincipalPolicy is permitted, IAM is asked instead. Nothing is guessed.
--policy prints the smallest IAM policy, made from the list of operations that the program can call.
Exit codes: 0 all that is needed is there, 1 something is denied or did not come, 3 it could not look at all.`;
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
    const access = await lookAtAccess(invocation, chosen);
    const answer = doctorAnswer(access, invocation.settings.region?.origin, Date.now());
    await this.answer(invocation.format === 'json' ? jsonText(answer) : doctorText(answer, invocation.text));
    this.exitWith(doctorExitCode(answer));
  }
}
