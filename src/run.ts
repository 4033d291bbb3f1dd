import {setTimeout as sleep} from 'node:timers/promises';
import {type Failure, failureJson, failureText, toFailure} from './cli/failure.js';
import {helpText} from './cli/help-text.js';
import {Interruption} from './cli/interruption.js';
import {launch} from './cli/launch.js';
import {stackOf, withoutSecrets} from './masked-failure.js';
import {drained, hearStreamErrors, writeAndDrain} from './terminal/stdout.js';

/**
 * Runs one command line: prints any error once, and ends the process, by the exit code in `process.exitCode`, when
 * everything printed has left it. Never cuts output short, as oclif's own `execute` does: it ends in process.exit
 * without waiting for a slow reader.
 */
export async function run(argv: readonly string[]): Promise<void> {
  // The SDK's remark on Node 20 is for developers; it would stand on every run.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  hearStreamErrors();

  let failure: unknown;
  try {
    await launch(argv);
  } catch (error) {
    if (isOrderlyExit(error)) process.exitCode ??= error.oclif.exit;
    else failure = error ?? new Error('nothing was thrown');
  }
  const told = tellAll(failure, argv);
  // Whoever interrupted the run does not wait for a reader that pauses (a pager): it may never go on.
  await (failure instanceof Interruption ? Promise.race([told, sleep(LAST_WORDS_MS)]) : told);
  // All is said. What may still be under way (after an error a call that never answers) does not matter any more, and
  // taking the memory down piece by piece would be the last thing that a large comparison waits for.
  process.exit();
}

/** How long an interrupted run waits for its output to be taken. */
const LAST_WORDS_MS = 1000;

async function tellAll(failure: unknown, argv: readonly string[]): Promise<void> {
  if (failure !== undefined) await report(failure, argv);
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
}

async function report(error: unknown, argv: readonly string[]): Promise<void> {
  const known = toFailure(error, usageOf(error, argv));
  process.exitCode = known.exitCode;
  const failure = await withoutSecrets(known);
  // DEBUG is also a common variable of applications.
  const debug = /(^|[\s,])(\*|nerava-diag\S*)/.test(process.env['DEBUG'] ?? '');
  if (debug && error instanceof Error) await tell(process.stderr, await stackOf(error));
  await print(failure, argv);
}

/** Whether the words went out. Where they cannot, the exit code is all there is. */
async function tell(stream: NodeJS.WritableStream, text: string): Promise<boolean> {
  try {
    return (await writeAndDrain(stream, text)) === 'written';
  } catch {
    return false;
  }
}

async function print(failure: Failure, argv: readonly string[]): Promise<void> {
  if (wantsJson(argv) && (await tell(process.stdout, failureJson(failure)))) return;
  await tell(process.stderr, failureText(failure));
}

/** Read from the arguments themselves: they may be what is wrong. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return flags.some(
    (arg, index) => arg === '--json' || arg === '--format=json' || (arg === 'json' && flags[index - 1] === '--format'),
  );
}

/** The command's usage line, for an error in its flags or arguments. */
function usageOf(error: unknown, argv: readonly string[]): string | undefined {
  const parse = (error as {parse?: unknown} | null)?.parse;
  const id = argv.find((arg) => !arg.startsWith('-'));
  if (parse === undefined || id === undefined) return undefined;
  const usage = /^USAGE\n {2}\$ (.*)$/m.exec(helpText([id, '--help', '--no-color']) ?? '')?.[1];
  return `${usage === undefined ? '' : `Usage: ${usage}. `}Every flag: nerava-diag ${id} --help`;
}

function isOrderlyExit(error: unknown): error is {oclif: {exit: number}} {
  const {code, oclif} = (error ?? {}) as {code?: unknown; oclif?: {exit?: unknown}};
  return code === 'EEXIT' && typeof oclif?.exit === 'number';
}
