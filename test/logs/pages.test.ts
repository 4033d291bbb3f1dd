import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {mergeGroups} from '../../src/logs/merge.js';
import {Pacer} from '../../src/logs/pacer.js';
import {eventsOf, type PageEvent, stampsOf, Throttled, tokenOf} from '../../src/logs/page.js';
import {fetchEvents} from '../../src/logs/pages.js';
import {LogSimulator, type SimulatorOptions} from './log-simulator.js';

/** A clock that only sleeping moves: no test waits. */
function quickPacer(quota = 25): Pacer {
  let now = 0;
  return new Pacer({
    quota,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  });
}

async function read(simulator: LogSimulator, from: number, to: number, quota?: number): Promise<PageEvent[]> {
  const events: PageEvent[] = [];
  const batches = fetchEvents({
    group: 'g',
    from,
    to,
    fetchPage: simulator.fetchPage,
    pacer: quickPacer(quota),
    signal: new AbortController().signal,
  });
  for await (const batch of batches) events.push(...batch);
  return events;
}

describe('fetching', () => {
  it('gives every event of the window once and in order, whatever the density, the pages and the faults', async () => {
    const stamps = fc.oneof(
      fc.array(fc.integer({min: 0, max: 100_000}), {maxLength: 400}),
      // Bursts, and many events of one stamp.
      fc.array(fc.integer({min: 50_000, max: 50_020}), {maxLength: 400}),
      fc.array(fc.constantFrom(0, 1, 99_999, 100_000, 100_001), {maxLength: 120}),
    );
    const faults: fc.Arbitrary<SimulatorOptions> = fc.record({
      pageSize: fc.integer({min: 1, max: 12}),
      emptyEvery: fc.constantFrom(0, 3, 5),
      throttleEvery: fc.constantFrom(0, 4, 7),
    });
    await fc.assert(
      fc.asyncProperty(stamps, faults, fc.constantFrom(5, 10, 25), async (times, options, quota) => {
        const simulator = new LogSimulator(options);
        for (const [index, time] of times.entries()) simulator.add(time, `m${index}`, `instance/${index % 3}`);
        const got = await read(simulator, 0, 100_000, quota);
        const wanted = simulator.events.filter((e) => e.timestamp <= 100_000);
        expect(got.map((e) => e.eventId).sort()).toEqual(wanted.map((e) => e.eventId).sort());
        expect(got.map((e) => e.timestamp)).toEqual(got.map((e) => e.timestamp).sort((a, b) => a - b));
      }),
      {numRuns: 300},
    );
  });

  it('asks anew for what a dead token stood for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({min: 0, max: 10_000}), {minLength: 50, maxLength: 200}),
        fc.integer({min: 2, max: 6}),
        async (times, staleEvery) => {
          const simulator = new LogSimulator({pageSize: 7, staleEvery});
          for (const time of times) simulator.add(time, 'm');
          const got = await read(simulator, 0, 10_000);
          expect(got.map((e) => e.timestamp)).toEqual([...times].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('gives up where every token dies before one stamp is got through', async () => {
    const simulator = new LogSimulator({pageSize: 7, staleEvery: 1});
    for (let i = 0; i < 20; i++) simulator.add(5, 'm');
    await expect(read(simulator, 0, 10)).rejects.toMatchObject({code: 'AWS_STALE_TOKEN', exitCode: 3});
  });

  it('repeats nothing after a dead token where one stamp fills several pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({min: 0, max: 40}), fc.integer({min: 1, max: 30})), {minLength: 3, maxLength: 12}),
        fc.integer({min: 7, max: 14}),
        async (bursts, staleEvery) => {
          const simulator = new LogSimulator({pageSize: 7, staleEvery});
          const perStamp = new Map<number, number>();
          for (const [time, count] of bursts) {
            // More of one stamp than tokens live for could never be read.
            const more = Math.min(count, 30 - (perStamp.get(time) ?? 0));
            perStamp.set(time, (perStamp.get(time) ?? 0) + more);
            for (let i = 0; i < more; i++) simulator.add(time, 'm');
          }
          const got = await read(simulator, 0, 100);
          expect(got.map((e) => e.eventId).sort()).toEqual(simulator.events.map((e) => e.eventId).sort());
        },
      ),
      {numRuns: 300},
    );
  });

  it('reads slices in parallel, and a small window in one call', async () => {
    const busy = new LogSimulator({pageSize: 10});
    for (let i = 0; i < 2000; i++) busy.add(i * 10, 'm');
    expect(await read(busy, 0, 20_000)).toHaveLength(2000);
    expect(busy.mostInFlight).toBeGreaterThan(3);
    expect(busy.requests.length).toBeLessThan(200 * 1.35);

    const calm = new LogSimulator();
    calm.add(5, 'm');
    expect(await read(calm, 0, 20_000)).toHaveLength(1);
    expect(calm.requests).toHaveLength(1);
  });

  it('stops asking when nobody reads any more', async () => {
    const simulator = new LogSimulator({pageSize: 10});
    for (let i = 0; i < 5000; i++) simulator.add(i, 'm');
    const batches = fetchEvents({
      group: 'g',
      from: 0,
      to: 5000,
      fetchPage: simulator.fetchPage,
      pacer: quickPacer(),
      signal: new AbortController().signal,
    });
    for await (const batch of batches) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(simulator.requests.length).toBeLessThan(60);
  });

  it('holds a bounded number of pages for a slow reader', async () => {
    const simulator = new LogSimulator({pageSize: 10});
    for (let i = 0; i < 5000; i++) simulator.add(i, 'm');
    const batches = fetchEvents({
      group: 'g',
      from: 0,
      to: 5000,
      fetchPage: simulator.fetchPage,
      pacer: quickPacer(),
      signal: new AbortController().signal,
    });
    await batches.next();
    for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
    const asked = simulator.requests.length;
    expect(asked).toBeLessThan(60);
    await batches.return();
  });

  it('hands on what was read before it failed', async () => {
    const simulator = new LogSimulator({pageSize: 10});
    for (let i = 0; i < 30; i++) simulator.add(i, 'm');
    let calls = 0;
    const batches = fetchEvents({
      group: 'g',
      from: 0,
      to: 100,
      fetchPage: async (request, signal) => {
        calls += 1;
        if (calls === 2) throw new Error('gone');
        return simulator.fetchPage(request, signal);
      },
      pacer: quickPacer(),
      signal: new AbortController().signal,
    });
    const got: PageEvent[] = [];
    await expect(
      (async () => {
        for await (const batch of batches) got.push(...batch);
      })(),
    ).rejects.toThrow('gone');
    expect(got.map((e) => e.timestamp)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('pages as bytes', () => {
  it('tells token and stamps without parsing, whatever the messages hold', () => {
    const nasty = fc.oneof(
      fc.string({unit: 'binary'}),
      fc.constantFrom('"nextToken":"x"', ',"timestamp":5', '{"timestamp":7}', '\\', '\\"', '","nextToken":"evil'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), nasty)),
        fc.option(nasty, {nil: undefined}),
        fc.constantFrom(0, 1),
        fc.boolean(),
        (rows, token, indent, tokenFirst) => {
          const events = rows.map(([timestamp, message]) => ({
            logStreamName: 's',
            timestamp,
            message,
            ingestionTime: 1,
            eventId: 'e',
          }));
          const page = tokenFirst ? {nextToken: token, events} : {events, searchedLogStreams: [], nextToken: token};
          const body = Buffer.from(JSON.stringify(page, undefined, indent));
          const parsed = JSON.parse(body.toString('utf8')) as {nextToken?: string; events: PageEvent[]};
          expect(tokenOf(body)).toBe(parsed.nextToken === '' ? undefined : parsed.nextToken);
          const first = events[0]?.timestamp;
          expect(stampsOf(body)).toEqual(first === undefined ? undefined : {first, last: events.at(-1)?.timestamp});
          expect(eventsOf(body)).toEqual(parsed.events);
        },
      ),
    );
  });

  it('replaces invalid UTF-8 and goes on', () => {
    const body = Buffer.concat([
      Buffer.from('{"events":[{"logStreamName":"s","timestamp":1,"message":"a'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('b"}]}'),
    ]);
    expect(eventsOf(body)[0]?.message).toBe('a\ufffd\ufffdb');
  });

  it.each([
    '{"events": {}}',
    '{"events": [[]]}',
    '{"events": [null]}',
    '{"events": [{"timestamp": "1", "message": "m", "logStreamName": "s"}]}',
    '{"events": [{"timestamp": 1, "logStreamName": "s"}]}',
  ])('does not take %s for a page with fewer events', (text) => {
    expect(() => eventsOf(Buffer.from(text))).toThrow(/does not hold events/);
    expect(eventsOf(Buffer.from('{"events": []}'))).toEqual([]);
  });

  it.each(['{"events": [canary-x]}', '{"events": [{"message": "canary-x"x}]}'])('quotes nothing of %s', (text) => {
    expect(() => eventsOf(Buffer.from(text))).toThrow(
      expect.objectContaining({exitCode: 3, message: expect.not.stringContaining('canary')}),
    );
  });

  it('does not take what is no JSON for a token', () => {
    expect(() => tokenOf(Buffer.from('{"events":[],"nextToken":"\\x"}'))).toThrow(/does not hold events/);
  });

  it('takes an explicit null for no token', () => {
    expect(tokenOf(Buffer.from('{"events":[],"nextToken":null}'))).toBeUndefined();
  });
});

describe('the pace', () => {
  /** A server that grants so many calls a second, on a clock that the test turns. */
  async function served(quota: number, granted: number, calls: number, latency: number) {
    let now = 0;
    const grants: number[] = [];
    let throttles = 0;
    const pacer = new Pacer({
      quota,
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    });
    const signal = new AbortController().signal;
    for (let i = 0; i < calls; i++) {
      await pacer.run(async () => {
        now += latency;
        const recent = grants.filter((at) => now - at < 1000).length;
        if (recent >= granted) {
          throttles += 1;
          throw new Throttled('slow down');
        }
        grants.push(now);
      }, signal);
    }
    return {now, throttles, pacer};
  }

  it('stays within a quota that is smaller than it looks, and uses most of it', async () => {
    const {now, throttles} = await served(25, 5, 100, 20);
    expect(throttles).toBeLessThanOrEqual(8);
    expect(now).toBeLessThan((100 / 5) * 1000 * 1.8);
  });

  /** On a server that throttles these calls and no other. */
  async function throttledAt(refused: readonly number[], calls: number) {
    let now = 0;
    let call = 0;
    const pacer = new Pacer({
      quota: 25,
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    });
    for (let i = 0; i < calls; i++) {
      await pacer.run(async () => {
        call += 1;
        now += 20;
        if (refused.includes(call)) throw new Throttled('slow down');
      }, new AbortController().signal);
    }
    return {now, pacer};
  }

  it.each([[1], [2], [6]])('goes on as before after one throttle, of the call %i', async (refused) => {
    const {now, pacer} = await throttledAt([refused], 35);
    expect(now).toBeLessThan(2 * (await throttledAt([], 35)).now + 500);
    expect(pacer.rate).toBeGreaterThanOrEqual(25 * 0.9);
  });

  it('forgets what AWS granted once, after some calls without a throttle', async () => {
    // Throttled while it grants five a second, and then no more.
    const refused = [6, 9, 12, 15, 18];
    const slow = await throttledAt(refused, 20);
    expect(slow.pacer.rate).toBeLessThan(10);
    const {now, pacer} = await throttledAt(refused, 200);
    expect(pacer.rate).toBeGreaterThan(25 * 0.9);
    expect(now - slow.now).toBeLessThan(30_000);
  });

  it('goes on where AWS grants one call a second', async () => {
    const {now, throttles} = await served(25, 1, 60, 20);
    expect(now).toBeLessThan(60 * 1000 * 1.4);
    expect(throttles).toBeLessThan(12);
  });

  it('outlasts a minute of nothing but throttles', async () => {
    let now = 0;
    const pacer = new Pacer({
      quota: 25,
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    });
    let calls = 0;
    const answer = await pacer.run(async () => {
      calls += 1;
      now += 20;
      if (now < 60_000) throw new Throttled('slow down');
      return 'answer';
    }, new AbortController().signal);
    expect(answer).toBe('answer');
    expect(calls).toBeLessThan(60);
  });

  it('gives up after ten minutes of them', async () => {
    let now = 0;
    const pacer = new Pacer({
      quota: 25,
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    });
    const never = pacer.run(async () => {
      throw new Throttled('slow down');
    }, new AbortController().signal);
    await expect(never).rejects.toMatchObject({code: 'AWS_THROTTLED', exitCode: 3});
  });

  it('begins with one call and has four times as many after each round trip, up to eight', async () => {
    const pacer = quickPacer();
    for (const calls of [1, 4, 8, 8]) {
      expect(pacer.concurrency).toBe(calls);
      for (let i = 0; i < calls; i++) await pacer.run(async () => {}, new AbortController().signal);
    }
  });
});

describe('merging', () => {
  it('is one timeline, and loses nothing', async () => {
    const group = fc.array(fc.array(fc.nat(1000), {minLength: 1}), {maxLength: 5}).map((pages) => {
      const sorted = pages.flat().sort((a, b) => a - b);
      let at = 0;
      return pages.map((page) => {
        at += page.length;
        return sorted.slice(at - page.length, at);
      });
    });
    await fc.assert(
      fc.asyncProperty(group, group, async (a, b) => {
        async function* batches(pages: number[][], name: string): AsyncGenerator<PageEvent[]> {
          for (const page of pages) {
            yield page.map((timestamp) => ({timestamp, message: name, logStreamName: name}));
          }
        }
        const out: {timestamp: number; group: string}[] = [];
        for await (const batch of mergeGroups([
          {group: 'service', batches: batches(a, 'service')},
          {group: 'application', batches: batches(b, 'application')},
        ])) {
          for (const {timestamp} of batch.events) out.push({timestamp, group: batch.group});
        }
        expect(out.map((e) => e.timestamp)).toEqual([...a.flat(), ...b.flat()].sort((x, y) => x - y));
        expect(out.filter((e) => e.group === 'service')).toHaveLength(a.flat().length);
        for (const [index, event] of out.entries()) {
          const before = out[index - 1];
          if (before?.timestamp === event.timestamp && event.group === 'service') expect(before.group).toBe('service');
        }
      }),
    );
  });
});
