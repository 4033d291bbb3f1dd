import {TextEncoder} from 'node:util';
import {usageError} from '../errors.js';
import {reason} from '../files.js';

/** Text, in one piece or in several that follow each other: a long text is put together while it is written. */
export type Text = string | Iterable<string>;

/**
 * Writes text and waits until it has left the process. A reader that went away is no error: `| head` ends that way.
 *
 * @throws DiagError (exit 2) when what the stream leads to cannot take it: a full disk
 */
export async function writeAndDrain(stream: NodeJS.WritableStream, text: Text): Promise<'written' | 'closed'> {
  const isShort = typeof text === 'string' && text.length < WORTH_ENCODING;
  if (isShort || pieces.lent) return writeOnce(stream, wholeText(text));
  pieces.lent = true;
  try {
    return await writeEncoded(stream, typeof text === 'string' ? [text] : text);
  } finally {
    pieces.lent = false;
  }
}

export function wholeText(text: Text): string {
  return typeof text === 'string' ? text : [...text].join('');
}

/** One write at a time: its bytes stay until the stream has taken them. */
async function writeEncoded(stream: NodeJS.WritableStream, parts: Iterable<string>): Promise<'written' | 'closed'> {
  pieces.memory ??= Buffer.allocUnsafeSlow(PIECE_BYTES);
  const {memory, encoder} = pieces;
  let filled = 0;
  for (const part of parts) {
    for (let rest = part; rest !== ''; ) {
      const {read, written} = encoder.encodeInto(rest, memory.subarray(filled));
      filled += written;
      rest = rest.slice(read);
      if (rest === '') break;
      if ((await writeOnce(stream, memory.subarray(0, filled))) === 'closed') return 'closed';
      filled = 0;
    }
  }
  return filled === 0 ? 'written' : writeOnce(stream, memory.subarray(0, filled));
}

/**
 * A stream encodes a long string into memory that is three times as long and new each time. The log of a day is
 * encoded piece by piece into the same memory.
 */
const pieces: {readonly encoder: TextEncoder; memory: Buffer | undefined; lent: boolean} = {
  encoder: new TextEncoder(),
  memory: undefined,
  lent: false,
};
const WORTH_ENCODING = 64 * 1024;
const PIECE_BYTES = 512 * 1024;

function writeOnce(stream: NodeJS.WritableStream, data: string | Uint8Array): Promise<'written' | 'closed'> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => {
      if (!error) resolve('written');
      else if (isClosed(error)) resolve('closed');
      else {
        reject(
          usageError(
            `Cannot write the answer: ${reason(error)}.`,
            ['Free some space, or write elsewhere: -o FILE.'],
            error,
          ),
        );
      }
    });
  });
}

/** Resolves when everything written so far has left the process, or can no longer leave it. */
export async function drained(stream: NodeJS.WritableStream): Promise<void> {
  await new Promise<void>((resolve) => {
    if (!stream.writable) resolve();
    else stream.write('', () => resolve());
  });
}

/** Whether a write failed because nobody reads any more. */
export function isClosed(error: unknown): boolean {
  const code = (error as {code?: unknown} | null)?.code;
  return code === 'EPIPE' || code === 'EOF' || code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_WRITE_AFTER_END';
}

/**
 * Keeps a stream that cannot be written from ending the process with a stack: whoever writes is told by the write.
 * Takes oclif's own listener away, which throws; it is added when oclif's commands load.
 */
export function hearStreamErrors(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.on('error', () => {});
  }
}
