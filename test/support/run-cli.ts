import {type ChildProcess, spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface CliResult {
  /** null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Added to a bare environment: PATH alone, no AWS variable of the machine. */
  readonly env?: {readonly [name: string]: string};
  readonly cwd?: string;
  readonly stdin?: string;
  /** Called with the child as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** What V8 compiled, shared by all runs: many a test starts the program a hundred times. */
export const CODE_CACHE = {NERAVA_DIAG_CACHE_DIR: fileURLToPath(new URL('../../.tmp/code-cache', import.meta.url))};

/** Runs the built program as a process of its own. `npm run build` comes first. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: options.cwd ?? fileURLToPath(new URL('../..', import.meta.url)),
    env: {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...CODE_CACHE, ...NO_AWS, ...options.env},
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  options.onStart?.(child);
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const [stdout, stderr, ended] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<Pick<CliResult, 'code' | 'signal'>>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({code, signal}));
    }),
  ]);
  return {...ended, stdout, stderr};
}

/** Nothing of the machine's own AWS set-up: no files, no metadata service. */
const NO_AWS = {
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
  AWS_EC2_METADATA_DISABLED: 'true',
};

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  } catch {
    // A test that closes the stream early has read what it wanted.
  }
  return Buffer.concat(chunks).toString('utf8');
}
