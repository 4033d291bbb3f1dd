import {Flags} from '@oclif/core';
import {acquireBundle} from '../app/acquire.js';
import {readBaseline, saltOf} from '../app/baseline.js';
import {chooseContract} from '../app/chosen-contract.js';
import {watch} from '../app/watch.js';
import {BaseCommand} from '../base-command.js';
import {fleetFlags, formatFlag, judgingFlags, serviceArgument, targetFlags} from '../cli/flags.js';
import {parseSeconds} from '../config/duration.js';
import {profileToName} from '../config/settings.js';
import {diagnose} from '../engine/diagnose.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {checkWritable} from '../files.js';
import {fleetExitCode} from '../fleet/exit-code.js';
import {fleetRequest} from '../fleet/request.js';
import {reportExitCode} from '../report/exit-code.js';
import type {Report} from '../report/model.js';
import {REPORT_FORMATS, type ReportFormat, render} from '../report/render.js';
import {renderFleet} from '../views/fleet.js';

export default class Diagnose extends BaseCommand {
  static override summary = 'Why did the deployment fail? Root cause, evidence, fix.';
  static override description =
    `Reads the service, its operations, logs and images, and writes a report: verdict, causes with evidence for and against, what changed, timeline, what to do. Calls only reading AWS operations.

Exit code: 0 nothing wrong found, 1 a problem found, 3 could not look, 4 inconclusive.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> my-api',
    '<%= config.bin %> <%= command.id %> my-api --good v24 --bad v32',
    '<%= config.bin %> <%= command.id %> my-api --save incident.json',
    '<%= config.bin %> <%= command.id %> --all --regions us-east-1,eu-west-1',
    '<%= config.bin %> <%= command.id %> --bundle incident.json --format markdown',
  ];
  static override usage = '<%= command.id %> [SERVICE] [FLAGS]';
  static override args = serviceArgument;
  static override flags = {
    ...targetFlags,
    ...judgingFlags,
    ...fleetFlags([
      'service',
      'bundle',
      'deployment',
      'good',
      'bad',
      'baseline',
      'wait-logs',
      'watch',
      'files',
      'resolve-secrets',
      'save',
    ]),
    format: formatFlag(REPORT_FORMATS),
    deployment: Flags.string({helpValue: 'ID', summary: 'Examine this operation instead of the newest deployment.'}),
    good: Flags.string({helpValue: 'IMAGE', summary: 'The version that works: a tag, digest or reference.'}),
    bad: Flags.string({helpValue: 'IMAGE', summary: 'The version that fails.'}),
    baseline: Flags.string({
      helpValue: 'BUNDLE',
      summary: 'A saved bundle (or env file) to compare the configuration with.',
    }),
    'wait-logs': Flags.string({
      helpValue: 'SECONDS',
      summary: 'Wait this long for log lines that have not arrived yet.',
      exclusive: ['bundle'],
    }),
    watch: Flags.boolean({
      summary: 'Follow a running deployment; the verdict as soon as the evidence allows.',
      exclusive: ['bundle'],
    }),
    files: Flags.boolean({
      summary: 'Also stream the layers that differ and compare the files of the start-up logic.',
      exclusive: ['bundle'],
    }),
    'resolve-secrets': Flags.boolean({
      summary: 'Read the values of referenced secrets to judge them; they are masked like any value.',
      exclusive: ['bundle'],
    }),
    save: Flags.string({helpValue: 'BUNDLE', summary: 'Also save the evidence, redacted, for --bundle.'}),
    contract: Flags.string({
      helpValue: 'FILE',
      summary: 'A start-up contract in YAML, or the name of the built-in one.',
    }),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Diagnose);
    const waitMs = flags['wait-logs'] === undefined ? 0 : parseSeconds(flags['wait-logs']);
    const unlimited = flags.watch || waitMs > 0;
    const invocation = await this.settle(
      {...flags, timeout: flags.timeout ?? (unlimited ? undefined : flags.files || flags.all ? '10m' : '2m')},
      args,
    );
    if (flags.save !== undefined) await checkWritable(flags.save, flags.output);
    const chosen = await chooseContract(invocation.settings.contract?.value);
    if (flags.all) {
      const request = fleetRequest(invocation, flags.regions, args.service);
      const {diagnoseAll} = await import('../fleet/diagnose-all.js');
      const rules = invocation.settings.rules?.value;
      const fleet = await diagnoseAll({...request, ...chosen, failOn: flags['fail-on'], rules});
      await this.answer(renderFleet(fleet, invocation));
      return this.exitWith(fleetExitCode(fleet, flags['exit-zero']));
    }
    const baseline =
      flags.baseline === undefined ? undefined : await readBaseline(flags.baseline, await saltOf(invocation.bundle));
    if (baseline?.limit !== undefined) this.note(baseline.limit);
    const look = () =>
      acquireBundle(invocation, {
        ...chosen,
        deployment: flags.deployment,
        good: flags.good,
        bad: flags.bad,
        // The baseline's own salt makes its fingerprints comparable with the live ones.
        ...(baseline !== undefined && {baseline: baseline.value}),
        ...(baseline?.salt !== undefined && {salt: baseline.salt}),
        waitLogsSeconds: waitMs / 1000,
        resolveSecrets: flags['resolve-secrets'],
      });
    const judge = (evidence: Bundle) =>
      diagnose(evidence, {
        contract: chosen.contract,
        ...(invocation.settings.rules !== undefined && {rules: invocation.settings.rules.value}),
        profile: profileToName(invocation.settings),
      });

    const lookAndJudge = async () => {
      const bundle = await look();
      return {bundle, report: judge(bundle)};
    };
    let {bundle, report} = flags.watch
      ? await watch({
          look: lookAndJudge,
          isOpen({report: last}) {
            const isOpen = isUndecided(last);
            if (isOpen) invocation.progress.update(`${last.deployment?.status}: ${last.headline}`);
            return isOpen;
          },
          missing({bundle: {evidence}}) {
            const {operations} = evidence;
            return operations.status === 'error' || operations.status === 'timeout' ? operations.why : undefined;
          },
          pauseMs: WATCH_MS,
          signal: invocation.signal,
          note: (text) => this.note(text),
        })
      : await lookAndJudge();
    if (flags.files && !invocation.signal.aborted) {
      const {addImageFiles} = await import('../app/image-files.js');
      bundle = await addImageFiles(bundle, chosen.contract, {
        profile: invocation.profile,
        signal: invocation.signal,
        progress: (text) => invocation.progress.update(text),
      });
      report = judge(bundle);
    }
    const saved = flags.save === undefined || (await this.#save(flags.save, bundle));
    await this.answer(await render(report, invocation.format as ReportFormat, invocation.text));
    this.exitWith(saved ? reportExitCode(report, {exitZero: flags['exit-zero'], failOn: flags['fail-on']}) : 2);
  }

  /** Whether the evidence was saved. Where it was not, the report is no less worth: stderr says so, and the code. */
  async #save(path: string, bundle: Bundle): Promise<boolean> {
    const {writeBundle} = await import('../evidence/bundle.js');
    try {
      await writeBundle(path, bundle);
      this.note(`Evidence saved: ${path}`);
      return true;
    } catch (error) {
      await this.complain(error);
      this.note('The evidence was not saved; the report does not depend on it.');
      return false;
    }
  }
}

/** Between two looks at a running deployment, milliseconds. */
const WATCH_MS = 10_000;

/** Still running, and nothing certain enough to stop waiting for. */
function isUndecided({deployment, outcome, causes}: Report): boolean {
  const isOpen = ['PENDING', 'IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'].includes(deployment?.status ?? '');
  const top = causes[0]?.verdict;
  return isOpen && !(outcome === 'failing' && (top === 'confirmed' || top === 'likely'));
}
