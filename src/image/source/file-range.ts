import {open} from 'node:fs/promises';
import type {TakePiece} from './source.js';

const CHUNK = 256 * 1024;

/** Hands over bytes [from, to) of a file, through one piece of memory. */
export async function readFileRange(path: string, from: number, to: number, take: TakePiece): Promise<void> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.min(CHUNK, to - from)));
    for (let at = from; at < to; ) {
      const {bytesRead} = await file.read(buffer, 0, Math.min(buffer.length, to - at), at);
      if (bytesRead === 0) return;
      at += bytesRead;
      await take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
