import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {PageEvent} from '../../src/logs/page.js';
import {mergeStreams} from '../../src/logs/streams.js';

describe('merging streams', () => {
  it('gives every event once, in order of time, each stream in its own order', async () => {
    const stamps = fc.array(fc.integer({min: 0, max: 30}), {maxLength: 40}).map((times) => times.sort((a, b) => a - b));
    const size = fc.integer({min: 1, max: 7});
    await fc.assert(
      fc.asyncProperty(fc.array(stamps, {maxLength: 5}), size, fc.boolean(), async (streams, pageSize, empties) => {
        const all = new Map(
          streams.map((times, s) => [
            `s${s}`,
            times.map((timestamp, i) => ({timestamp, message: `${s} ${i}`, logStreamName: `s${s}`})),
          ]),
        );
        const merged: PageEvent[] = [];
        const batches = mergeStreams([...all.keys()], async (stream, token) => {
          // As GetLogEvents does: the last page names itself, and a page may be empty before there is more.
          const events = all.get(stream) ?? [];
          const [at, turn] = (token ?? '0 0').split(' ').map(Number) as [number, number];
          if (empties && turn === 0) return {events: [], next: `${at} 1`};
          const end = Math.min(events.length, at + pageSize);
          return {events: events.slice(at, end), next: `${end} ${end === events.length ? 1 : 0}`};
        });
        for await (const batch of batches) merged.push(...batch);
        const wanted = [...all.values()].flat().sort((a, b) => a.timestamp - b.timestamp);
        expect(merged).toEqual(wanted);
      }),
    );
  });
});
