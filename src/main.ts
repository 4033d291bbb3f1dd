import {helpText} from './help-text.js';
import {sdkVersion, toolVersion} from './version.js';

/**
 * The program. Answers `--version` and `--help` by itself; everything else loads oclif and the one command that runs.
 *
 * @param argv arguments without node and the script
 */
export async function main(argv: readonly string[]): Promise<void> {
  const text = isVersion(argv) ? versionLine() : helpText(argv);
  if (text !== undefined) {
    // A reader that closes early (`| head`) is no error.
    process.stdout.on('error', () => {});
    process.stdout.write(text);
    return;
  }
  const {run} = await import('./run.js');
  await run(argv);
}

function isVersion(argv: readonly string[]): boolean {
  return argv.length === 1 && ['--version', '-V', 'version'].includes(String(argv[0]));
}

function versionLine(): string {
  const platform = `${process.platform}-${process.arch}`;
  return `nerava-diag/${toolVersion()} ${platform} node-${process.version} aws-sdk-js/${sdkVersion()}\n`;
}
