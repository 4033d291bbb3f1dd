import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {readEventPlaces} from '../../src/logs/event-places.js';
import {eventsOf, isPlain, type PageEvent, portionsOf} from '../../src/logs/page.js';

// Pages are read on the spot where they are of the shape that AWS sends. Whatever the bytes: what is told is what
// JSON.parse tells, or the page is left to it.

const text = fc.oneof(
  {weight: 1, arbitrary: fc.integer({min: 3900, max: 9000}).map((length) => `${'x'.repeat(length)}\n`)},
  {weight: 4, arbitrary: fc.string({unit: fc.constantFrom(..."abc 0:/[]{}'=,.~!#"), maxLength: 40})},
  {weight: 2, arbitrary: fc.string({unit: 'binary', maxLength: 12})},
  {
    weight: 2,
    arbitrary: fc.constantFrom('"', '\\', '\\"', 'a\nb', '\u001b[31m', '\u007f', '\u0000', 'ü', '\ud800', '😀', '},{'),
  },
);
const stamp = fc.oneof(fc.nat(2e12), fc.constantFrom(0, 1, 999999999999999, 1e15, -1, 1.5, 1e21));
const event = fc.record({
  logStreamName: text,
  timestamp: stamp,
  message: text,
  ingestionTime: stamp,
  eventId: text,
});
const KEYS = ['logStreamName', 'timestamp', 'message', 'ingestionTime', 'eventId'] as const;
const order = fc.shuffledSubarray([...KEYS], {minLength: KEYS.length});

const inOrder = (keys: readonly (typeof KEYS)[number][]) => (one: PageEvent) =>
  Object.fromEntries(keys.map((key) => [key, one[key]]));

function listAt(body: Buffer): number {
  return body.indexOf('"events":[') + '"events":['.length;
}

describe('events read where they stand', () => {
  it('are those of JSON.parse, in any order of their keys, whatever they say', () => {
    fc.assert(
      fc.property(fc.array(event, {maxLength: 9}), order, fc.boolean(), (list, keys, tokenFirst) => {
        const events = list.map(inOrder(keys));
        const page = tokenFirst ? {nextToken: 't', events} : {events, searchedLogStreams: [], nextToken: 't'};
        const body = Buffer.from(JSON.stringify(page));
        expect(eventsOf(body)).toEqual(JSON.parse(body.toString()).events);
      }),
      {numRuns: 500},
    );
  });

  it('are read without JSON.parse where all numbers are stamps, escapes or not', () => {
    const ordinary = event.map((one) => ({...one, timestamp: 1_700_000_000_000, ingestionTime: 1_700_000_000_123}));
    fc.assert(
      fc.property(fc.array(ordinary, {minLength: 1, maxLength: 9}), order, (list, keys) => {
        const body = Buffer.from(JSON.stringify({events: list.map(inOrder(keys))}));
        const places = readEventPlaces(body, listAt(body));
        expect(places?.length).toBe(list.length);
        expect(places?.events(0, list.length).events).toEqual(JSON.parse(body.toString()).events);
      }),
      {numRuns: 500},
    );
  });

  it.each(KEYS)('are those of JSON.parse, however long, with %s last', (last) => {
    // Lines of about the length that texts are cut from, each with an escape at its end.
    const keys = [...KEYS.filter((key) => key !== last), last];
    const list = Array.from({length: 3000}, (_, i) => ({
      logStreamName: 's',
      timestamp: 1_700_000_000_000 + i,
      message: `${'y'.repeat((i * 37) % 130)}"`,
      ingestionTime: 1_700_000_000_000,
      eventId: `id-${i}"`,
    })).map(inOrder(keys));
    expect(eventsOf(Buffer.from(JSON.stringify({events: list})))).toEqual(list);
  });

  it('are those of JSON.parse, or an error as its own, whatever one byte is changed to', () => {
    const list = [1, 2, 3].map((n) => ({
      logStreamName: 'instance/1',
      timestamp: 1_700_000_000_000 + n,
      message: `line "${n}" \u00e4\n of text`,
      ingestionTime: 1_700_000_000_500,
      eventId: `3${n}`,
    }));
    const body = Buffer.from(JSON.stringify({events: list, nextToken: 'abc'}));
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({min: 0, max: 255}), fc.nat(2), (at, byte, gone) => {
        const damaged = Buffer.concat([body.subarray(0, at), Buffer.from([byte]), body.subarray(at + 1 + gone)]);
        expect(outcome(() => eventsOf(damaged))).toEqual(outcome(() => parsedEvents(damaged)));
      }),
      {numRuns: 4000},
    );
  });

  it.each([
    [
      'blanks between tokens',
      '{"events": [{"logStreamName":"s","timestamp":1,"message":"m","ingestionTime":1,"eventId":"e"}]}',
    ],
    ['a key that is missing', '{"events":[{"logStreamName":"s","timestamp":1,"message":"m","eventId":"e"}]}'],
    ['a key twice', '{"events":[{"message":"x","logStreamName":"s","timestamp":1,"message":"m","ingestionTime":1}]}'],
    [
      'a key that is new',
      '{"events":[{"logStreamName":"s","timestamp":1,"message":"m","ingestionTime":1,"eventId":"e","x":1}]}',
    ],
    [
      'another order in a later event',
      '{"events":[{"logStreamName":"s","timestamp":1,"message":"m","ingestionTime":1,"eventId":"e"},{"timestamp":2,"logStreamName":"s","message":"n","ingestionTime":1,"eventId":"f"}]}',
    ],
    [
      'two lists of events, of which the last one counts',
      '{"events":[{"logStreamName":"s","timestamp":1,"message":"m","ingestionTime":1,"eventId":"e"}],"events":[{"logStreamName":"s","timestamp":2,"message":"n"}]}',
    ],
    [
      'a list of events inside another object',
      '{"other":{"events":[{"logStreamName":"s","timestamp":1,"message":"m","ingestionTime":1,"eventId":"e"}]},"events":[]}',
    ],
    [
      'a number that begins with nought',
      '{"events":[{"logStreamName":"s","timestamp":0,"message":"m","ingestionTime":0,"eventId":"e"}]}',
    ],
    ['a null', '{"events":[{"logStreamName":"s","timestamp":1,"message":"m","ingestionTime":1,"eventId":null}]}'],
  ])('are those of JSON.parse also with %s', (_what, page) => {
    expect(eventsOf(Buffer.from(page))).toEqual(JSON.parse(page).events);
  });

  it.each([
    ['a control character', 'a\u0001b'],
    ['a line feed', 'a\nb'],
    ['an escape that there is not', 'a\\xb'],
    ['half a code', 'a\\u12'],
  ])('are none where a text holds %s as it is', (_what, raw) => {
    const page = `{"events":[{"logStreamName":"s","timestamp":1,"message":"${raw}","ingestionTime":1,"eventId":"e"}]}`;
    expect(() => JSON.parse(page)).toThrow();
    expect(() => eventsOf(Buffer.from(page))).toThrow(/does not hold events/);
  });

  it('are not read where a number has a nought too many', () => {
    const page = '{"events":[{"logStreamName":"s","timestamp":01,"message":"m","ingestionTime":1,"eventId":"e"}]}';
    expect(() => eventsOf(Buffer.from(page))).toThrow(/does not hold events/);
  });

  it('come in portions, and nothing of a page comes that is damaged at its end', () => {
    const list = Array.from({length: 3000}, (_, n) => ({
      logStreamName: `instance/${n % 7}`,
      timestamp: 1_700_000_000_000 + n,
      message: `line ${n} ${'x'.repeat(n % 50)}`,
      ingestionTime: 1,
      eventId: `id${n}`,
    }));
    const page = JSON.stringify({events: list});
    const portions = [...portionsOf(Buffer.from(page))];
    expect(portions.length).toBeGreaterThan(2);
    expect(portions.every((portion) => isPlain(portion))).toBe(true);
    expect(portions.flat()).toEqual(list);
    const cut = portionsOf(Buffer.from(page.slice(0, -2)));
    expect(() => cut.next()).toThrow(/does not hold events/);
  });

  it('give the events of one stream one and the same name, of hundreds of streams too', () => {
    const list = Array.from({length: 900}, (_, n) => ({
      logStreamName: `instance/${String(n % 300).padStart(32, '0')}`,
      timestamp: n + 1,
      message: 'm',
      ingestionTime: 1,
      eventId: 'e',
    }));
    expect(eventsOf(Buffer.from(JSON.stringify({events: list})))).toEqual(list);
  });
});

function parsedEvents(body: Buffer): PageEvent[] {
  const page = JSON.parse(body.toString('utf8')) as {events?: PageEvent[] | null} | null;
  const events = page?.events ?? [];
  if (!Array.isArray(events)) throw new Error('no list');
  for (const one of events as (PageEvent | null)[]) {
    if (typeof one !== 'object' || one === null) throw new Error('no event');
    if (typeof one.timestamp !== 'number') throw new Error('no stamp');
    if (typeof one.message !== 'string' || typeof one.logStreamName !== 'string') throw new Error('no text');
  }
  return events;
}

function outcome(read: () => unknown): unknown {
  try {
    return {value: read()};
  } catch {
    return 'an error';
  }
}
