import {crc32} from 'node:zlib';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {RunningCrc, withZeros} from '../../../src/image/layer/running-crc.js';

it('is the CRC-32 of everything, whichever parts were known', () => {
  const part = fc.record({bytes: fc.uint8Array({maxLength: 300}), known: fc.boolean()});
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const running = new RunningCrc();
      for (const {bytes, known} of parts) {
        if (known) running.addKnown(crc32(bytes), bytes.length);
        else running.add(bytes);
      }
      expect(running.take()).toBe(crc32(Buffer.concat(parts.map(({bytes}) => bytes))));
      expect(running.take()).toBe(0);
    }),
  );
});

it('takes parts longer than 32 bits count', () => {
  const zeros = Buffer.alloc(2 ** 20);
  let crc = 0;
  for (let i = 0; i < 16; i++) crc = crc32(zeros, crc);
  // The same 16 MiB of zeros, 512 times: past 2^32 bytes, in halves and in one.
  const halves = new RunningCrc();
  const repeated = new RunningCrc();
  halves.addKnown(crc, 2 ** 24);
  let length = 2 ** 24;
  let sum = crc;
  while (length < 2 ** 33) {
    repeated.addKnown(sum, length);
    repeated.addKnown(sum, length);
    sum = repeated.take();
    length *= 2;
  }
  for (let at = 2 ** 24; at < 2 ** 33; at += 2 ** 24) halves.addKnown(crc, 2 ** 24);
  expect(halves.take()).toBe(sum);
});

it('calculates what zeros make of a sum', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 50}), fc.nat(5000), (before, zeros) => {
      const whole = crc32(Buffer.concat([before, Buffer.alloc(zeros)]));
      expect(withZeros(crc32(before), zeros) >>> 0).toBe(whole);
    }),
  );
});
