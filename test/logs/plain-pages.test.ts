import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createRedactor} from '../../src/evidence/redact.js';
import type {EntryView} from '../../src/logs/entry.js';
import {createJsonlView} from '../../src/logs/jsonl-view.js';
import {mergeGroups} from '../../src/logs/merge.js';
import {isPlain, type PageEvent, portionsOf} from '../../src/logs/page.js';
import {Printer} from '../../src/logs/print.js';
import {createTextView} from '../../src/logs/text-view.js';
import {wholeText} from '../../src/terminal/stdout.js';
import {createStyle} from '../../src/terminal/style.js';

// What is known of a page as a whole spares looking at each of its lines: never at the price of another output.

/** Plain words mostly, and now and then what has to be escaped or made inert. */
const text = fc.oneof(
  {weight: 6, arbitrary: fc.string({unit: fc.constantFrom(..."abc 0:/[]{}'=,.~"), maxLength: 30})},
  {weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 10})},
  {weight: 1, arbitrary: fc.constantFrom('"', '\\', 'a\nb', '\u001b[31m', '\u007f', '\u0000', 'ü', '\ud800', '\u202e')},
);
const events = fc.array(
  fc.record({
    eventId: text,
    logStreamName: text,
    timestamp: fc.nat(2e12),
    message: text,
    ingestionTime: fc.nat(2e12),
  }),
  {maxLength: 8},
);

/** Few enough for one portion. */
const pageOf = (list: readonly PageEvent[]) => [...portionsOf(Buffer.from(JSON.stringify({events: list})))][0] ?? [];

async function printed(view: EntryView, list: readonly PageEvent[], mask = (line: string) => line): Promise<string> {
  let out = '';
  const printer = new Printer({
    view,
    mask,
    write: async (piece) => {
      out += wholeText(piece);
      return 'written';
    },
  });
  await printer.events('application', list);
  await printer.end();
  return out;
}

const textView = () => createTextView({style: createStyle(false), local: false, raw: false, short: false});

describe('a page that comes in portions', () => {
  const value = 'correct-horse-battery-4711-staple';
  /** 3000 events of four streams; where one portion ends and the next begins a value runs over, and a key ends. */
  const list = Array.from({length: 3000}, (_, i) => ({
    eventId: `e${i}`,
    logStreamName: `instance/${i % 4}`,
    timestamp: 1_700_000_000_000 + i,
    message: `line ${i}`,
    ingestionTime: 1,
  }));
  const say = (at: number, message: string) => {
    (list[at] as {message: string}).message = message;
  };
  say(1023, `config ${value.slice(0, 15)}`);
  say(1027, `${value.slice(15)} end`);
  say(1022, 'Zm9vYmFyYmF6cXV4');
  say(1026, '-----END RSA PRIVATE KEY-----');
  say(2047, `config ${value.slice(0, 9)}`);
  say(2051, `${value.slice(9)} end`);

  const body = Buffer.from(JSON.stringify({events: list}));

  async function shown(batches: AsyncGenerator<readonly PageEvent[], void, void>, service: readonly PageEvent[] = []) {
    const redactor = createRedactor({values: [['API_KEY', value]]});
    let out = '';
    const printer = new Printer({
      view: createJsonlView(),
      mask: (text) => redactor.text(text, 'log'),
      across: (a, b) => redactor.across(a, b, 'log'),
      write: async (text) => {
        out += wholeText(text);
        return 'written';
      },
      choice: {learn: async () => {}, has: (_group, event) => event.eventId !== 'e1025'},
    });
    const merged = mergeGroups([
      {group: 'application', batches},
      {group: 'service', batches: batchesOf([service])},
    ]);
    for await (const {group, events} of merged) await printer.events(group, events);
    await printer.end();
    return out;
  }

  async function* batchesOf(all: Iterable<readonly PageEvent[]>): AsyncGenerator<readonly PageEvent[], void, void> {
    for (const batch of all) if (batch.length > 0) yield batch;
  }

  it('shows no part of a value or a key that runs from one portion into the next', async () => {
    const between = [{logStreamName: 'events', timestamp: 1_700_000_000_500, message: 'App Runner', eventId: 's'}];
    for (const service of [[], between]) {
      const out = await shown(batchesOf(portionsOf(body)), service);
      for (const part of ['correct-horse', 'correct-h', 'staple', 'Zm9vYmFy']) expect(out).not.toContain(part);
      expect(out.match(/\[masked API_KEY\]/g)).toHaveLength(4);
      expect(out.split('\n')).toHaveLength(list.length + service.length);
    }
  });
});

describe('a page whose texts are all plain', () => {
  it('is one without anything that JSON or a screen would take for more than a letter', () => {
    fc.assert(
      fc.property(events, (list) => {
        const page = pageOf(list);
        const texts = page.flatMap(({eventId = '', logStreamName, message}) => [eventId, logStreamName, message]);
        if (isPlain(page)) {
          for (const value of texts) expect(value).toMatch(/^[\x20-\x7E]*$/);
          for (const value of texts) expect(JSON.stringify(value)).toBe(`"${value}"`);
        } else if (page.length > 0) expect(texts.some((value) => !/^[ !#-[\]-~]*$/.test(value))).toBe(true);
      }),
    );
  });

  it.each([
    ['JSON lines', createJsonlView],
    ['text', textView],
  ])('reads as it would if nothing were known of it: %s', async (_name, view) => {
    await fc.assert(
      fc.asyncProperty(events, async (list) => {
        const page = pageOf(list);
        // A copy of the list is no page: nothing is known of it.
        expect(await printed(view(), page)).toBe(await printed(view(), [...page]));
      }),
    );
  });

  it('is plain no more where a mask has put something in', async () => {
    const page = pageOf([{eventId: '1', logStreamName: 's', timestamp: 1, message: 'key hunter2', ingestionTime: 2}]);
    expect(isPlain(page)).toBe(true);
    const out = await printed(createJsonlView(), page, (line) => line.replace('hunter2', '"\u001b'));
    expect(JSON.parse(out)).toMatchObject({message: 'key "\u001b'});
    expect(out).not.toContain('\u001b');
  });
});
