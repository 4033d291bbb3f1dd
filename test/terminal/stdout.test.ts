import {Writable} from 'node:stream';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {writeAndDrain} from '../../src/terminal/stdout.js';

/** Takes its time, and looks at what it was given only then: memory that is used again too early shows. */
function slowReader() {
  const taken: Buffer[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      setImmediate(() => {
        taken.push(Buffer.from(chunk));
        done();
      });
    },
  });
  return {stream, text: () => Buffer.concat(taken).toString('utf8')};
}

describe('writeAndDrain', () => {
  const part = fc
    .tuple(fc.constantFrom('a', 'ü', '€', '𝄞', 'ab€\n', ''), fc.nat({max: 300_000}))
    .map(([unit, times]) => unit.repeat(times));

  it('writes all parts, whatever their lengths and characters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, {maxLength: 5}), async (parts) => {
        const {stream, text} = slowReader();
        expect(await writeAndDrain(stream, parts)).toBe('written');
        expect(text() === parts.join('')).toBe(true);
      }),
      {numRuns: 60},
    );
  });

  it('keeps two texts apart that are written at once', async () => {
    const [one, two] = [slowReader(), slowReader()];
    const [a, b] = ['one '.repeat(400_000), ['two '.repeat(200_000), 'two '.repeat(200_000)]] as const;
    await Promise.all([writeAndDrain(one.stream, a), writeAndDrain(two.stream, b)]);
    expect(one.text() === a).toBe(true);
    expect(two.text() === b.join('')).toBe(true);
  });

  it('says when nobody reads any more, and writes nothing further', async () => {
    let writes = 0;
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        writes++;
        done(Object.assign(new Error('gone'), {code: 'EPIPE'}));
      },
    });
    stream.on('error', () => {});
    expect(await writeAndDrain(stream, ['x'.repeat(3_000_000), 'y'.repeat(3_000_000)])).toBe('closed');
    expect(writes).toBe(1);
  });
});
