import {fileURLToPath} from 'node:url';
import {Config, type Interfaces} from '@oclif/core';
import {failureText, toFailure} from '../../src/cli/failure.js';
import {useFakeEnvironment} from './environment.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A command class, as far as it is run here. */
export interface RunnableCommand {
  run(argv: string[], config: Interfaces.Config): Promise<unknown>;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  /** Remarks, and the one message of a failure. */
  readonly stderr: string;
  readonly ms: number;
}

let loaded: Promise<Config> | undefined;

/**
 * Runs a command's own class in this process: flags, settings, time-out, output and exit code are the program's, only
 * the process around them is not. Fast enough for hundreds of runs; one at a time, as they share the environment.
 */
export async function runCommand(
  command: RunnableCommand,
  argv: readonly string[],
  env: {readonly [name: string]: string},
): Promise<CommandResult> {
  loaded ??= Config.load({root: ROOT}) as Promise<Config>;
  const config = await loaded;
  const restore = useFakeEnvironment(env);
  const before = {code: process.exitCode, stdout: process.stdout.write, stderr: process.stderr.write};
  const out: string[] = [];
  const err: string[] = [];
  process.exitCode = undefined;
  process.stdout.write = collectInto(out);
  process.stderr.write = collectInto(err);
  const began = performance.now();
  try {
    await command.run([...argv], config);
    return {code: Number(process.exitCode ?? 0), stdout: out.join(''), stderr: err.join(''), ms: since(began)};
  } catch (error) {
    const failure = toFailure(error);
    const stderr = [...err, failureText(failure)].join('');
    return {code: failure.exitCode, stdout: out.join(''), stderr, ms: since(began)};
  } finally {
    process.stdout.write = before.stdout;
    process.stderr.write = before.stderr;
    process.exitCode = before.code;
    restore();
  }
}

function since(began: number): number {
  return performance.now() - began;
}

function collectInto(chunks: string[]): typeof process.stdout.write {
  return ((chunk: string | Uint8Array, second?: unknown, third?: unknown) => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = typeof second === 'function' ? second : third;
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  }) as typeof process.stdout.write;
}
