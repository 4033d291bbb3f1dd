import {Args, Flags} from '@oclif/core';
import {acquireBundle} from '../app/acquire.js';
import {chooseContract} from '../app/chosen-contract.js';
import {BaseCommand, type Invocation} from '../base-command.js';
import {formatFlag, targetFlags} from '../cli/flags.js';
import {Interruption} from '../cli/interruption.js';
import {DiagError, usageError} from '../errors.js';
import {formatBytes} from '../image/bytes.js';
import type {EarlyEnd} from '../image/compare.js';
import type {ImageComparison} from '../image/comparison.js';
import {comparisonExitCode} from '../image/exit-code.js';
import {isGlob} from '../image/files/glob.js';
import type {Platform} from '../image/manifest.js';
import type {ReadProgress} from '../image/read-pair.js';
import type {Text} from '../terminal/stdout.js';

export default class CompareImages extends BaseCommand {
  static override summary = 'What really differs between two images, without Docker and without pulling them.';
  static override description =
    `Each image is a tag, the unambiguous beginning of a tag, @sha256:…, repository:tag, a full ECR reference, running,
attempted (the image of the last failed operation), oci:DIR[:TAG] or docker-archive:FILE[:TAG].

Manifests and configs are compared without a download. With --files only the layers that differ are streamed; each is
checked against its digest, and nothing is written to disk. Whether ECR counts the reading of a manifest as a pull, which
lifecycle rules may look at, is not known.

With --bundle the images are those of saved evidence (running, attempted, or their tags and digests), or local files:
config, history and packed layers are compared without any network, files are not.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> v24 v32',
    '<%= config.bin %> <%= command.id %> running attempted --files',
    "<%= config.bin %> <%= command.id %> v24 v32 --path 'app/core/*.py'",
    '<%= config.bin %> <%= command.id %> running attempted --bundle incident.json',
    '<%= config.bin %> <%= command.id %> oci:build/image:v33 my-api:v32 --files --format html -o diff.html',
  ];
  static override args = {
    a: Args.string({name: 'A', required: true, description: 'The older or good image.'}),
    b: Args.string({name: 'B', required: true, description: 'The newer or failing image.'}),
  };
  static override flags = {
    service: targetFlags.service,
    profile: targetFlags.profile,
    region: targetFlags.region,
    bundle: targetFlags.bundle,
    format: formatFlag(['text', 'json', 'markdown', 'html']),
    repository: Flags.string({
      helpValue: 'NAME',
      summary: "Repository of bare tags. Default: the service's.",
      helpGroup: 'TARGET',
    }),
    platform: Flags.string({
      helpValue: 'OS/ARCH[/VARIANT]',
      default: 'linux/amd64',
      summary: 'Which image of an index is compared.',
    }),
    files: Flags.boolean({
      summary: 'Read the layers that differ and compare files and packages.',
      exclusive: ['bundle'],
    }),
    path: Flags.string({
      helpValue: 'GLOB',
      multiple: true,
      summary: 'Unified diffs of text files: absolute in the image or relative to its WORKDIR. Implies --files.',
    }),
    contract: Flags.string({
      helpValue: 'FILE',
      summary: 'The start-up contract (YAML, or the name of the built-in one) whose files --files tells of first.',
    }),
    sha256: Flags.boolean({summary: 'Compare files by SHA-256 in place of size and CRC-32. Slower.'}),
    'diff-ids': Flags.boolean({
      allowNo: true,
      summary: "Check every unpacked layer against the config's diff id. Default: layers below 32 MB packed.",
    }),
    top: Flags.integer({helpValue: 'N', default: 20, min: 1, summary: 'Entries of each list of files (not in JSON).'}),
    'exit-code': Flags.boolean({summary: 'Exit 1 when the images differ.', helpGroup: 'EXIT CODE'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CompareImages);
    const invocation = await this.settle(flags);
    const paths = flags.path ?? [];
    const backwards = paths.find((path) => !isGlob(path));
    if (backwards !== undefined) {
      throw usageError(`--path ${backwards} is no glob: a range in brackets runs backwards.`, [
        "Write [a-z], or a bracket itself as [[]: 'app/[a-z]*.py'.",
      ]);
    }
    const files = flags.files || paths.length > 0;
    const {compareImages} = await import('../app/compare-images.js');
    const chosen = await chooseContract(invocation.settings.contract?.value);
    const comparison = await compareImages(args.a, args.b, {
      bundle: invocation.bundle === undefined ? undefined : await acquireBundle(invocation, chosen),
      service: invocation.service,
      region: invocation.region,
      profile: invocation.profile,
      repository: invocation.settings.repository?.value,
      platform: parsePlatform(flags.platform),
      signal: invocation.signal,
      ...(files && {
        files: {
          paths,
          contract: chosen.contract.files.map(({path}) => path),
          sha256: flags.sha256,
          ...(flags['diff-ids'] !== undefined && {diffIds: flags['diff-ids']}),
        },
      }),
      onStep: (text) => invocation.progress.update(text),
      onProgress: progressLine(invocation),
      keepsWhatIsKnown: endOf,
    });
    const cut = comparison.problems.find(({side}) => side === 'both');
    if (cut !== undefined) this.note(`${cut.what}: ${cut.why}. What needs no files was compared.`);
    if (paths.length > 0 && comparison.files?.diffs.length === 0) {
      this.note(
        `No file that differs matches ${paths.map((path) => `--path ${path}`).join(', ')}: a glob is absolute in the image, or relative to its WORKDIR.`,
      );
    }
    await this.answer(await render(comparison, invocation, flags.top));
    this.exitWith(comparisonExitCode(comparison, flags['exit-code']));
  }
}

/** After a signal or the time-out what needs no files is printed still. */
function endOf(reason: unknown): EarlyEnd | undefined {
  if (reason instanceof Interruption) return 'interruption';
  return reason instanceof DiagError && reason.code === 'TIMEOUT' ? 'timeout' : undefined;
}

async function render(comparison: ImageComparison, invocation: Invocation, top: number): Promise<Text> {
  switch (invocation.format) {
    case 'json':
      return (await import('../image/report/json.js')).renderJson(comparison);
    case 'markdown':
      return (await import('../image/report/markdown.js')).renderMarkdown(comparison, {top});
    case 'html':
      return (await import('../image/report/html.js')).renderHtml(comparison, {top});
    default:
      return (await import('../image/report/text.js')).renderText(comparison, {...invocation.text, top});
  }
}

function parsePlatform(text: string): Platform {
  const [os, architecture, variant, ...more] = text.split('/');
  if (!os || !architecture || more.length > 0) {
    throw usageError(`--platform ${text} is no platform.`, ['Write OS/ARCH[/VARIANT], such as linux/amd64.']);
  }
  return {os, architecture, ...(variant && {variant})};
}

/** "120 MB of 300 MB (85 MB/s)", ten times a second at most, from the second piece on. */
function progressLine({progress}: Invocation): (read: ReadProgress) => void {
  let first: {readonly at: number; readonly bytes: number} | undefined;
  let shown = 0;
  return ({bytes, total}) => {
    const now = performance.now();
    if (first === undefined) {
      first = {at: now, bytes};
      return;
    }
    if (now - shown < 100 && bytes < total) return;
    shown = now;
    const rate = (bytes - first.bytes) / Math.max(0.001, (now - first.at) / 1000);
    progress.update(`reading layers: ${formatBytes(bytes)} of ${formatBytes(total)} (${formatBytes(rate)}/s)`);
  };
}
