/** Writes text and waits until it has left the process. A reader that went away is no error: `| head` ends that way. */
export async function writeAndDrain(stream: NodeJS.WritableStream, text: string): Promise<'written' | 'closed'> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (!error) resolve('written');
      else if (isClosed(error)) resolve('closed');
      else reject(error);
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
