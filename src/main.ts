import {sdkVersion, toolVersion} from './version.js';

/**
 * The program. Answers `--version` by itself; everything else loads oclif and the one command that runs.
 *
 * @param argv arguments without node and the script
 */
export async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V' || argv[0] === 'version')) {
    process.stdout.write(`${versionLine()}\n`);
    return;
  }
  const {run} = await import('./run.js');
  await run(argv);
}

function versionLine(): string {
  return `nerava-diag/${toolVersion()} ${process.platform}-${process.arch} node-${process.version} aws-sdk-js/${sdkVersion()}`;
}
