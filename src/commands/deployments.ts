import {acquireBundle, serviceOf} from '../app/acquire.js';
import {chooseContract} from '../app/chosen-contract.js';
import {BaseCommand} from '../base-command.js';
import {formatFlag, serviceArgument, targetFlags} from '../cli/flags.js';
import {lookError} from '../errors.js';
import {parseAppRunnerEvents} from '../logs/events.js';
import {jsonText} from '../terminal/sanitize.js';
import {type Deployments as Answer, deploymentRows, deploymentsText} from '../views/deployments.js';

export default class Deployments extends BaseCommand {
  static override summary = 'Operations of the service: image attempted, duration, outcome, first error.';
  static override description =
    "App Runner's list of operations says neither which image an operation attempted nor why it failed; both are read from its log lines and from CloudTrail. A row says null where neither tells.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> my-api',
    '<%= config.bin %> <%= command.id %> my-api --json',
  ];
  static override usage = '<%= command.id %> [SERVICE] [FLAGS]';
  static override args = serviceArgument;
  static override flags = {...targetFlags, format: formatFlag(['text', 'json'])};

  protected override readonly defaultTimeout = '1m';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Deployments);
    const invocation = await this.settle(flags, args);
    const chosen = await chooseContract(invocation.settings.contract?.value);
    const bundle = await acquireBundle(invocation, {
      ...chosen,
      only: ['identity', 'service', 'operations', 'service-log', 'change-history'],
    });
    const {operations, 'service-log': log, 'change-history': history} = bundle.evidence;
    if (operations.status !== 'collected' && operations.status !== 'absent') {
      throw lookError(`The operations could not be read: ${operations.why}.`, {
        code: 'OPERATIONS_UNREADABLE',
        suggestions: operations.fix === undefined ? [] : [operations.fix],
      });
    }
    const service = serviceOf(bundle);
    const answer: Answer = {
      schemaVersion: 1,
      service: service.name,
      operations: deploymentRows(
        operations.status === 'collected' ? operations.value : [],
        log.status === 'collected' ? parseAppRunnerEvents(log.value) : [],
        history.status === 'collected' ? history.value : [],
        service.source.kind === 'image' && service.status !== 'OPERATION_IN_PROGRESS'
          ? service.source.image
          : undefined,
      ),
      gaps: [log, history].flatMap((evidence) =>
        evidence.status === 'collected' || evidence.status === 'absent'
          ? []
          : [{evidence: evidence.id, why: evidence.why, fix: evidence.fix ?? null}],
      ),
    };
    await this.answer(invocation.format === 'json' ? jsonText(answer) : deploymentsText(answer, invocation.text));
  }
}
