import {Command} from '@oclif/core';
import {commonFlags, type Format} from './cli/flags.js';
import {Interruption} from './cli/interruption.js';
import {createLifetime} from './cli/lifetime.js';
import {parseDuration} from './config/duration.js';
import {findConfig} from './config/file.js';
import {explainSettings, resolveSettings, type SettingSources, type Settings} from './config/settings.js';
import {usageError} from './errors.js';
import {checkWritable, writePrivateFile} from './files.js';
import {wantsColour} from './terminal/colour.js';
import {supportsHyperlinks} from './terminal/hyperlink.js';
import {createProgress, type Progress} from './terminal/progress.js';
import {sanitizeLine} from './terminal/sanitize.js';
import {hearStreamErrors, type Text, wholeText, writeAndDrain} from './terminal/stdout.js';

/** The flags that {@link BaseCommand.settle} reads, of those a command has. */
export interface SharedFlags {
  readonly format?: Format | undefined;
  readonly json?: boolean | undefined;
  readonly output?: string | undefined;
  readonly 'no-color'?: boolean | undefined;
  readonly timeout?: string | undefined;
  readonly debug?: boolean | undefined;
  readonly service?: string | undefined;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly repository?: string | undefined;
  readonly contract?: string | undefined;
  readonly bundle?: string | undefined;
}

/** Everything a command needs to know of how it was called. */
export interface Invocation {
  readonly settings: Settings;
  readonly service: string | undefined;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly bundle: string | undefined;
  readonly format: Format;
  readonly output: string | undefined;
  /** Aborted by a signal or the time-out. Give it to every call. */
  readonly signal: AbortSignal;
  /** One animated line on stderr; nothing where stderr is no terminal. */
  readonly progress: Progress;
  /** How text is drawn on this run's stdout (or into its file). */
  readonly text: {readonly colour: boolean; readonly hyperlinks: boolean; readonly width?: number};
}

/**
 * Flags, settings, signals, time-out, output and exit code, the same for every command.
 *
 * A command parses its flags, calls {@link settle}, asks the library, renders, gives the text to {@link answer} and
 * its code to {@link exitWith}. Errors are thrown; src/run.ts prints them.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = commonFlags;

  /** Used where `--timeout` is not given. Undefined: no limit. */
  protected readonly defaultTimeout: string | undefined = undefined;

  readonly #lifetime = createLifetime();
  #progress: Progress | undefined;
  #output: string | undefined;

  /** Resolves flags, environment and configuration file, and starts the clock. */
  protected async settle(flags: SharedFlags, args: {readonly service?: string | undefined} = {}): Promise<Invocation> {
    this.#limit(flags.timeout ?? this.defaultTimeout);
    const settings = resolveSettings({argument: args.service, flags, env: process.env, file: await this.#config()});
    if (flags.debug === true) for (const line of explainSettings(settings)) this.note(line);
    // An empty variable means none to the AWS CLI; the SDK takes it for a region's name.
    if (process.env['AWS_REGION'] === '') delete process.env['AWS_REGION'];
    // The SDK reads a profile's endpoint_url only for the profile that the environment names.
    if (settings.profile !== undefined) process.env['AWS_PROFILE'] = settings.profile.value;

    // Before anything is asked of AWS: an answer that took minutes would have no place to go.
    if (flags.output !== undefined && flags.output !== '-') await checkWritable(flags.output);
    this.#output = flags.output;
    this.#progress = createProgress(process.stderr, process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined);
    const isTty = flags.output === undefined && process.stdout.isTTY === true;
    const width = isTty ? process.stdout.columns : undefined;
    return {
      settings,
      service: settings.service?.value,
      region: settings.region?.value,
      profile: settings.profile?.value,
      bundle: flags.bundle,
      format: formatOf(flags),
      output: flags.output,
      signal: this.#lifetime.signal,
      progress: this.#progress,
      text: {
        colour: wantsColour({off: flags['no-color'] === true, isTty, env: process.env}),
        hyperlinks: supportsHyperlinks(isTty, process.env),
        ...(width !== undefined && {width}),
      },
    };
  }

  /** Writes the answer to stdout, or to the file of `--output`. */
  protected async answer(text: Text): Promise<void> {
    this.#progress?.stop();
    if (this.#output !== undefined && this.#output !== '-') await writePrivateFile(this.#output, wholeText(text));
    else await writeAndDrain(process.stdout, text);
  }

  /** A remark for the person in front: stderr, one line. */
  protected note(text: string): void {
    this.#progress?.stop();
    process.stderr.write(`${sanitizeLine(text)}\n`);
  }

  /** A file that was asked for besides the answer could not be written: said on stderr, the answer stands. */
  protected async complain(error: unknown): Promise<void> {
    const {failureText, toFailure} = await import('./cli/failure.js');
    this.#progress?.stop();
    process.stderr.write(failureText(toFailure(error)));
  }

  /** Sets the exit code. Nothing is cut short by it. */
  protected exitWith(code: number): void {
    process.exitCode = code;
  }

  /** Parses and runs, as oclif does with a command that it found by itself (see cli/launch.ts). */
  async start(): Promise<void> {
    await this._run();
  }

  protected override async _run<T>(): Promise<T> {
    hearStreamErrors();
    try {
      const result = await Promise.race([super._run<T>(), this.#lifetime.overdue]);
      // What was known has been printed; the code still says that it was cut short.
      const interruption = this.#lifetime.interruption();
      if (interruption !== undefined) process.exitCode = interruption.exitCode;
      return result;
    } catch (error) {
      const {signal} = this.#lifetime;
      // Whatever broke after an abort broke because of it.
      if (signal.aborted && (signal.reason instanceof Interruption || isAbort(error))) throw signal.reason;
      throw error;
    } finally {
      this.#progress?.stop();
      this.#lifetime.end();
    }
  }

  /** oclif prints and maps here; src/run.ts does it for all errors alike. */
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }

  #limit(timeout: string | undefined): void {
    if (timeout === undefined) return;
    const ms = parseDuration(timeout);
    if (ms === 0) throw usageError('--timeout 0 leaves no time at all.', ['Write a duration such as 30s or 2m.']);
    this.#lifetime.setTimeout(ms, timeout, this.id === 'doctor');
  }

  async #config(): Promise<SettingSources['file']> {
    return findConfig(process.cwd(), async () => {
      const {listPages} = await import('./cli/pages.js');
      return (await listPages()).filter(({kind}) => kind === 'rule').map(({id}) => id);
    });
  }
}

function formatOf(flags: SharedFlags): Format {
  if (flags.json === true && flags.format !== undefined && flags.format !== 'json') {
    throw usageError(`--json and --format ${flags.format} contradict each other.`, ['Give one of them.']);
  }
  return flags.json === true ? 'json' : (flags.format ?? 'text');
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}
