import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type InsightsOptions, type LogQuery, readInsights} from '../../src/logs/insights.js';
import {filtersOfGrep, queryText, selectionOf} from '../../src/logs/insights-query.js';
import type {PageEvent} from '../../src/logs/page.js';

const LABELS = ['url-password', 'private-key', 'API_SECRET'];

interface Log {
  readonly events: readonly PageEvent[];
  readonly queries: LogQuery[];
  readonly read: (options?: Partial<InsightsOptions>) => Promise<PageEvent[]>;
  mostAtOnce: number;
}

/** Insights over events in memory: the earliest rows up to a limit, those of one stamp in another order each time. */
function logOf(stamps: readonly number[], {limit = 5, counts = true} = {}): Log {
  const events = stamps.map((timestamp, index) => ({timestamp, message: `m${index}`, logStreamName: 's'}));
  let atOnce = 0;
  const log: Log = {
    events,
    queries: [],
    mostAtOnce: 0,
    async read(options = {}) {
      const got: PageEvent[] = [];
      const batches = readInsights({
        group: 'g',
        from: 0,
        to: 1000,
        selection: selectionOf(undefined),
        limit,
        async run(query) {
          log.queries.push(query);
          atOnce += 1;
          log.mostAtOnce = Math.max(log.mostAtOnce, atOnce);
          await new Promise((resolve) => setImmediate(resolve));
          atOnce -= 1;
          const found = within(query.from, query.to);
          if (log.queries.length % 2 === 0) found.reverse().sort((a, b) => a.timestamp - b.timestamp);
          return {events: found.slice(0, query.limit), ...(counts && {matched: found.length})};
        },
        async *readPages(from, to) {
          yield within(from, to);
        },
        signal: new AbortController().signal,
        ...options,
      });
      for await (const batch of batches) got.push(...batch);
      return got;
    },
  };
  function within(from: number, to: number): PageEvent[] {
    return events
      .filter(({timestamp}) => timestamp >= from && timestamp <= to)
      .sort((a, b) => a.timestamp - b.timestamp);
  }
  return log;
}

describe('reading by queries', () => {
  it('gives every line of the window once and in order, wherever lines crowd and whatever is counted', async () => {
    const stamps = fc.oneof(
      fc.array(fc.integer({min: -5, max: 1005}), {maxLength: 150}),
      fc.array(fc.integer({min: 500, max: 503}), {maxLength: 60}),
      fc.array(fc.constantFrom(0, 1, 999, 1000), {maxLength: 40}),
    );
    await fc.assert(
      fc.asyncProperty(stamps, fc.integer({min: 1, max: 9}), fc.boolean(), async (times, limit, counts) => {
        const log = logOf(times, {limit, counts});
        const got = await log.read();
        const wanted = log.events.filter(({timestamp}) => timestamp >= 0 && timestamp <= 1000);
        expect(got.map(({message}) => message).sort()).toEqual(wanted.map(({message}) => message).sort());
        expect(got.map(({timestamp}) => timestamp)).toEqual(
          wanted.map(({timestamp}) => timestamp).sort((a, b) => a - b),
        );
        expect(log.mostAtOnce).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('cuts by what the first answer counted: the whole window is scanned twice, not once for each answer', async () => {
    const log = logOf(
      Array.from({length: 400}, (_, index) => index * 2),
      {limit: 50},
    );
    await log.read();
    const scanned = log.queries.reduce((sum, {from, to}) => sum + (to - from + 1), 0);
    expect(scanned / 1001).toBeLessThan(3);
  });

  it('takes an answer for full that is shorter than what matched', async () => {
    const log = logOf([1, 2, 3, 4, 5, 6, 7]);
    const all = await log.read({
      limit: 100,
      run: async ({from, to}) => {
        const found = log.events.filter(({timestamp}) => timestamp >= from && timestamp <= to);
        return {events: found.slice(0, 3), matched: found.length};
      },
    });
    expect(all.map(({timestamp}) => timestamp)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('asks for nothing in a window that ends before it begins', async () => {
    const log = logOf([1]);
    expect(await log.read({from: 10, to: 9})).toEqual([]);
    expect(log.queries).toEqual([]);
  });

  it('stops what is under way when nobody reads on', async () => {
    const stopped: number[] = [];
    const batches = readInsights({
      group: 'g',
      from: 0,
      to: 1000,
      selection: selectionOf(undefined),
      limit: 1,
      async run({from, to}, signal) {
        if (from === 0 && to === 1000) {
          const rows = [3, 4, 5].map((timestamp) => ({timestamp, message: 'm', logStreamName: 's'}));
          return {events: rows, matched: 400};
        }
        if (from === 5) return {events: [], matched: 0};
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        stopped.push(from);
        throw signal.reason;
      },
      async *readPages() {},
      signal: new AbortController().signal,
    });
    // The whole, cut; then the first part, answered at once, while the second one waits.
    await batches.next();
    await batches.next();
    expect(stopped).toEqual([]);
    await batches.return();
    expect(stopped).toHaveLength(1);
  });
});

describe('the query', () => {
  it('cuts the window to the millisecond', () => {
    expect(queryText(['filter @message like "x"'], 1, 2, 10)).toBe(
      'fields @timestamp, @message, @logStream | filter toMillis(@timestamp) >= 1 and toMillis(@timestamp) <= 2 | filter @message like "x" | sort @timestamp asc | limit 10',
    );
  });

  it('searches for the words of a filter pattern', () => {
    expect(selectionOf('  ').filters).toEqual([]);
    expect(selectionOf('timeout "of redis"').filters).toEqual([
      'filter @message like "timeout"',
      'filter @message like "of redis"',
    ]);
    expect(selectionOf('?timeout ?refused').filters).toEqual([
      'filter @message like "timeout" or @message like "refused"',
    ]);
    expect(selectionOf('?a must').filters).toEqual(['filter @message like "must"']);
  });

  it.each(['{ $.level = 50 }', '[ip, user]', '%re[gx]%', 'a -b', '"un\\"even"', '"open', 'back\\slash'])(
    'refuses the pattern %s, which it cannot word',
    (pattern) => {
      expect(() => selectionOf(pattern)).toThrow(expect.objectContaining({exitCode: 2}));
    },
  );

  it('judges a message as its filters do', () => {
    const word = fc.stringMatching(/^[a-c]{1,2}$/);
    fc.assert(
      fc.property(fc.array(word, {minLength: 1, maxLength: 3}), fc.boolean(), word, (words, any, message) => {
        const {matches} = selectionOf(words.map((w) => (any ? `?${w}` : w)).join(' '));
        const holds = (w: string) => message.includes(w);
        expect(matches(message)).toBe(any ? words.some(holds) : words.every(holds));
      }),
    );
  });

  it('spares lines where an expression is made of plain words, and where it is not takes all', () => {
    expect(filtersOfGrep(undefined, LABELS)).toEqual([]);
    expect(filtersOfGrep('Error|Exception', LABELS)).toEqual([
      'filter @message like "Error" or @message like "Exception"',
    ]);
    expect(filtersOfGrep('exit code: 1\\.', LABELS)).toEqual(['filter @message like "exit code: 1."']);
    for (const source of ['^Error', 'a.c', 'a?', '(a)', 'a|', '\\d', '"x"', 'a\\']) {
      expect(filtersOfGrep(source, LABELS)).toEqual([]);
    }
  });

  it('takes all where a word could stand in a mask, which the line itself does not hold', () => {
    for (const source of ['API_SECRET', 'SECRET|Error', 'masked', 'private-key', 'sked API']) {
      expect(filtersOfGrep(source, LABELS)).toEqual([]);
    }
  });

  it('never asks for less than the expression matches', () => {
    const source = fc.stringMatching(/^[ab |.\\^]{1,5}$/);
    fc.assert(
      fc.property(source, fc.stringMatching(/^[ab .]{0,6}$/), (expression, message) => {
        let regex: RegExp;
        try {
          regex = new RegExp(expression);
        } catch {
          return;
        }
        const words = filtersOfGrep(expression, LABELS)
          .flatMap((filter) => [...filter.matchAll(/like "([^"]*)"/g)])
          .map((match) => match[1] ?? '');
        if (words.length > 0) expect(words.some((w) => message.includes(w))).toBe(regex.test(message));
      }),
    );
  });
});
