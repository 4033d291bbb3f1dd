import {open} from 'node:fs/promises';

const CHUNK = 256 * 1024;

/** Bytes [from, to) of a file. Each chunk is valid until the next is asked for. */
export async function* readFileRange(path: string, from: number, to: number): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.min(CHUNK, to - from)));
    let at = from;
    while (at < to) {
      const {bytesRead} = await file.read(buffer, 0, Math.min(buffer.length, to - at), at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
