import {open} from 'node:fs/promises';
import type {TakePiece} from './source.js';

const CHUNK = 256 * 1024;

/** Hands over bytes [from, to) of a file, through one piece of memory. */
export async function readFileRange(path: string, from: number, to: number, take: TakePiece): Promise<void> {
  const file = await open(path, 'r');
  try {
    let own: Uint8Array | undefined;
    for (let at = from; at < to; ) {
      own ??= take.memory === undefined ? Buffer.allocUnsafeSlow(Math.min(CHUNK, to - from)) : undefined;
      const memory = take.memory?.() ?? own ?? Buffer.allocUnsafeSlow(CHUNK);
      const {bytesRead} = await file.read(memory, 0, Math.min(memory.length, to - at), at);
      if (bytesRead === 0) return;
      at += bytesRead;
      await take(Buffer.from(memory.buffer, memory.byteOffset, bytesRead));
    }
  } finally {
    await file.close();
  }
}
