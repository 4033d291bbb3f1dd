import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {mayPass} from '../../src/aws/errors.js';
import {DEEPEST, type FollowEnd, type FollowedEvent, follow} from '../../src/logs/follow.js';
import {Pacer} from '../../src/logs/pacer.js';
import {type FetchPage, Throttled} from '../../src/logs/page.js';
import {SeenEvents} from '../../src/logs/seen.js';
import {LogSimulator} from './log-simulator.js';

const START = 1_000_000_000;

class Missing extends Error {}
class Lost extends Error {}

interface Run {
  readonly shown: FollowedEvent[];
  readonly notes: string[];
  readonly end: FollowEnd;
}

/** Follows a simulated log on a clock that only sleeping moves, for so many milliseconds. */
async function followFor(
  simulator: (now: () => number) => LogSimulator,
  duration: number,
  options: {
    readonly trouble?: (now: number, group: string) => Error | undefined;
    readonly sleepExtra?: (now: number) => number;
    /** How far the clock is off until the next answer puts it right. */
    readonly glitch?: (now: number) => number;
    readonly groups?: readonly ('application' | 'service')[];
    readonly seen?: SeenEvents;
  } = {},
): Promise<Run> {
  let now = START;
  let off = 0;
  const clock = () => now + off;
  const log = simulator(() => now);
  const stop = new AbortController();
  const advance = async (ms: number) => {
    now += ms;
  };
  const sleep = async (ms: number) => {
    now += ms + (options.sleepExtra?.(now) ?? 0);
    off = options.glitch?.(now) ?? 0;
    if (now >= START + duration) stop.abort();
  };
  const fetchPage: FetchPage = async (request, signal) => {
    const trouble = options.trouble?.(now, request.group);
    if (trouble !== undefined) throw trouble;
    off = 0;
    return log.fetchPage(request, signal);
  };
  const notes: string[] = [];
  const shown: FollowedEvent[] = [];
  const following = follow({
    groups: (options.groups ?? ['application']).map((group) => ({group, name: group})),
    since: START - 600_000,
    from: START,
    fetchPage,
    pacer: new Pacer({quota: 25, now: () => now, sleep: advance}),
    seen: options.seen ?? new SeenEvents(),
    now: clock,
    sleep,
    signal: stop.signal,
    lastLook: () => new AbortController().signal,
    isMissing: (error) => error instanceof Missing,
    mayPass: (error) => error instanceof Lost || mayPass(error),
    note: (text) => notes.push(text),
  });
  for (;;) {
    const {value, done} = await following.next();
    if (done === true) return {shown, notes, end: value};
    shown.push(...value);
  }
}

/** Events that arrive late, in bursts, with equal stamps, and one of them from the future. */
const arrivals = fc.array(
  fc.record({
    at: fc.integer({min: 0, max: 240_000}),
    delay: fc.oneof(fc.integer({min: 0, max: 2000}), fc.integer({min: 0, max: 170_000})),
  }),
  {maxLength: 120},
);

describe('following', () => {
  it('neither loses nor repeats an event, however late, whatever breaks', async () => {
    await fc.assert(
      fc.asyncProperty(
        arrivals,
        fc.array(fc.tuple(fc.integer({min: 0, max: 240_000}), fc.integer({min: 1000, max: 60_000})), {maxLength: 3}),
        fc.boolean(),
        fc.array(fc.tuple(fc.integer({min: 0, max: 240_000}), fc.integer({min: -4_000_000, max: 4_000_000})), {
          maxLength: 2,
        }),
        async (events, outages, asleep, jumps) => {
          const {shown, end} = await followFor(
            (now) => {
              const log = new LogSimulator({pageSize: 5, throttleEvery: 11, emptyEvery: 7, staleEvery: 13, now});
              for (const {at, delay} of events) log.add(START + at, 'm', 'instance/1', START + at + delay);
              log.add(START + 7_200_000, 'from the future', 'instance/2', START + 10_000);
              return log;
            },
            450_000,
            {
              trouble: (now) =>
                outages.some(([from, length]) => now >= START + from && now < START + from + length)
                  ? new Lost('connection reset')
                  : undefined,
              // The machine sleeps for an hour, once.
              // The machine's clock is set, forwards or back.
              glitch: (now) => jumps.find(([at]) => now >= START + at && now < START + at + 6000)?.[1] ?? 0,
              sleepExtra: (now) => (asleep && now >= START + 100_000 && now < START + 110_000 ? 3_600_000 : 0),
            },
          );
          expect(shown).toHaveLength(events.length + 1);
          expect(new Set(shown.map(({event}) => event.eventId)).size).toBe(events.length + 1);
          expect(end.lookedAt).toBeGreaterThanOrEqual(START + 400_000);
          expect(end.completeUpTo).toBe(end.lookedAt - DEEPEST);
        },
      ),
      {numRuns: 60},
    );
  });

  it('reads on where every token dies, and gives up only where not even a millisecond is got through', async () => {
    const events = Array.from({length: 40}, (_, i) => START + i * 50);
    const {shown} = await followFor((now) => {
      const log = new LogSimulator({pageSize: 5, staleEvery: 1, now});
      for (const at of events) log.add(at, 'm', 'instance/1', at);
      return log;
    }, 60_000);
    expect(shown.map(({event}) => event.timestamp)).toEqual(events);
    const stuck = followFor((now) => {
      const log = new LogSimulator({pageSize: 5, staleEvery: 1, now});
      for (let i = 0; i < 12; i++) log.add(START + 1000, 'm', 'instance/1', START + 1000);
      return log;
    }, 60_000);
    await expect(stuck).rejects.toMatchObject({code: 'AWS_STALE_TOKEN', exitCode: 3});
  });

  it('outlives a quarter of an hour in which AWS refuses every call', async () => {
    const {shown, notes} = await followFor(
      (now) => {
        const log = new LogSimulator({now});
        log.add(START + 30_000, 'during', 'instance/1', START + 30_000);
        return log;
      },
      1_200_000,
      {trouble: (now) => (now > START + 10_000 && now < START + 910_000 ? new Throttled('slow down') : undefined)},
    );
    expect(shown.map(({event}) => event.message)).toEqual(['during']);
    expect(notes.join()).toMatch(/throttled every call for ten minutes.*Reading again/);
  });

  it('marks what is late, and nothing else: a stamp in the future changes nothing', async () => {
    const {shown} = await followFor((now) => {
      const log = new LogSimulator({now});
      log.add(START + 3_600_000, 'future', 'instance/2', START + 1000);
      log.add(START + 5000, 'first', 'instance/1', START + 5000);
      log.add(START + 20_000, 'second', 'instance/1', START + 20_000);
      log.add(START + 6000, 'late', 'instance/1', START + 120_000);
      log.add(START + 130_000, 'third', 'instance/1', START + 130_000);
      return log;
    }, 300_000);
    expect(shown.map(({event, late}) => [event.message, late])).toEqual([
      ['future', false],
      ['first', false],
      ['second', false],
      ['late', true],
      ['third', false],
    ]);
  });

  it('picks up a group that appears later, and says so', async () => {
    const {shown, notes} = await followFor(
      (now) => {
        const log = new LogSimulator({now});
        log.add(START + 30_000, 'first line', 'instance/1', START + 30_000);
        return log;
      },
      120_000,
      {trouble: (now) => (now < START + 31_000 ? new Missing('no such group') : undefined)},
    );
    expect(shown.map(({event}) => event.message)).toEqual(['first line']);
    expect(notes).toEqual([
      'No log group application yet: it appears with the first line that is written to it.',
      'The log group application is there now.',
    ]);
  });

  it('shows a page again that was read, but not handed on, when the other group failed', async () => {
    let failures = 0;
    const {shown} = await followFor(
      (now) => {
        const log = new LogSimulator({now});
        log.add(START + 1000, 'm', 'events', START + 1000);
        return log;
      },
      60_000,
      {
        groups: ['service', 'application'],
        trouble: (now, group) => {
          if (group !== 'application' || now > START + 20_000) return undefined;
          failures += 1;
          return new Lost('reset');
        },
      },
    );
    expect(failures).toBeGreaterThan(0);
    // Both groups hold the same event here: it is one event.
    expect(shown.map(({event}) => event.message)).toEqual(['m']);
  });

  it('does not repeat what history has shown', async () => {
    const seen = new SeenEvents();
    const event = {eventId: '000000000000', timestamp: START - 1000, message: 'm', logStreamName: 'instance/1'};
    seen.add(event);
    const {shown} = await followFor(
      (now) => {
        const log = new LogSimulator({now});
        log.add(START - 1000, 'm');
        return log;
      },
      10_000,
      {seen},
    );
    expect(shown).toEqual([]);
  });

  it('ends with a failure that will not pass', async () => {
    const failing = followFor((now) => new LogSimulator({now}), 10_000, {trouble: () => new Error('denied')});
    await expect(failing).rejects.toThrow('denied');
  });

  it('says when more lines came than it can remember', async () => {
    const {notes} = await followFor(
      (now) => {
        const log = new LogSimulator({pageSize: 1000, now});
        for (let i = 0; i < 400; i++) log.add(START + i * 100, 'm', 's', START + i * 100);
        return log;
      },
      60_000,
      {seen: new SeenEvents(50)},
    );
    expect(notes.join()).toContain('More lines than can be remembered');
  });
});

describe('the events that were seen', () => {
  it('forgets by the second, and knows all others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000)), fc.nat(100_000), (stamps, before) => {
        const seen = new SeenEvents();
        const events = stamps.map((timestamp, i) => ({
          eventId: String(i),
          timestamp,
          message: '',
          logStreamName: 's',
        }));
        for (const event of events) expect(seen.add(event)).toBe(true);
        seen.forget(before);
        const bound = Math.floor(before / 1000) * 1000;
        for (const event of events) expect(seen.has(event)).toBe(event.timestamp >= bound);
        expect(seen.size).toBe(events.filter((event) => event.timestamp >= bound).length);
      }),
    );
  });

  it('tells events without ids apart by all that they are', () => {
    const seen = new SeenEvents();
    const event = {timestamp: 1, message: 'm', logStreamName: 's'};
    expect([seen.add(event), seen.add(event), seen.add({...event, message: 'n'})]).toEqual([true, false, true]);
  });
});
