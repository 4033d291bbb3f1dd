import {open} from 'node:fs/promises';

const CHUNK = 256 * 1024;

/** Bytes [from, to) of a file. Each chunk has memory of its own and may be handed on. */
export async function* readFileRange(path: string, from: number, to: number): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    let at = from;
    while (at < to) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, to - at));
      const {bytesRead} = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
