import {fileURLToPath} from 'node:url';
import type * as Program from './run.js';
import {sdkVersion, toolVersion} from './version.js';

/**
 * The program. Answers `--version` and `--help` by itself; everything else loads oclif and the one command that runs.
 *
 * @param argv arguments without node and the script
 */
export async function main(argv: readonly string[]): Promise<void> {
  const text = isVersion(argv) ? versionLine() : await helpOf(argv);
  if (text !== undefined) {
    // A reader that closes early (`| head`) is no error; a disk without room is one.
    process.stdout.on('error', ({code}: NodeJS.ErrnoException) => {
      if (code !== 'EPIPE' && code !== 'EOF') process.exitCode = 2;
    });
    process.stdout.write(text);
    return;
  }
  // Read while oclif loads: without it that would load a parser of version ranges.
  process.env['OCLIF_DISABLE_ENGINE_WARNING'] ??= 'true';
  const {requireCompiled} = await import('./cli/code-cache.js');
  const program = fileURLToPath(new URL('./run.cjs', import.meta.url));
  const {run} = requireCompiled(program, argv[0] ?? '') as typeof Program;
  await run(argv);
}

async function helpOf(argv: readonly string[]): Promise<string | undefined> {
  const mayAsk = argv.length === 0 || argv.some((word) => ['--help', '-h', 'help'].includes(word));
  if (!mayAsk) return undefined;
  const {helpText} = await import('./cli/help-text.js');
  return helpText(argv);
}

function isVersion(argv: readonly string[]): boolean {
  return argv.length === 1 && ['--version', '-V', 'version'].includes(String(argv[0]));
}

function versionLine(): string {
  const platform = `${process.platform}-${process.arch}`;
  return `nerava-diag/${toolVersion()} ${platform} node-${process.version} aws-sdk-js/${sdkVersion()}\n`;
}
