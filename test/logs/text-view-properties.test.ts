import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {LogEntry} from '../../src/logs/entry.js';
import {createTextView} from '../../src/logs/text-view.js';
import {createStyle} from '../../src/terminal/style.js';

/** `#` becomes the event's number: it finds its event again in what is shown. */
const TRACEBACKS: readonly (readonly string[])[] = [
  ['Traceback (most recent call last):', '  File "/app/a.py", line #, in f', 'ValueError: the real reason #'],
  ['PrismaClientInitializationError:', 'Invalid invocation #', '', "Can't reach database server #", 'exiting #'],
  ["thread 'main' panicked at src/main.rs:10:#:", 'called unwrap on DbDown #', 'note: run with RUST_BACKTRACE=#'],
  ['fail: MyApp.Db[#]', '      cannot connect #', '   at Program.Main() in /src/Program.cs:line #'],
  ['panic: boom #', '', 'goroutine # [running]:', 'main.main()', 'created by main #'],
  ['/app/server.js:#', "throw new Error('#')", '      ^', 'Error: # is gone', '    at main (/app/server.js:#:1)'],
  ['Exception in thread "main" java.lang.IllegalStateException: #', '    at com.example.Main.main(Main.java:#)'],
];
const LINES = ['plain #', 'ERROR: it broke #', '{"level":"error","msg":"it broke #"}', 'GET /orders/# 500 1.2 ms'];
const CHECKS: readonly (readonly string[])[] = [
  ['GET /healthz 503 #.2 ms - 21'],
  ['INFO: 10.0.0.1:# - "GET /healthz HTTP/1.1" 200 OK'],
  ['10.0.0.# - "GET /healthz HTTP/1.1" 503'],
  ['{"level":"info","msg":"request","req":{"method":"GET","url":"/healthz"},"res":{"statusCode":200},"id":#}'],
  ['info: Microsoft.AspNetCore.Hosting.Diagnostics[#]', '      Request finished HTTP/1.1 GET /healthz - 503 #'],
];

const story = fc.array(
  fc.record({
    stream: fc.constantFrom('instance/1', 'instance/2'),
    lines: fc.oneof(
      fc.constantFrom(...TRACEBACKS),
      fc.constantFrom(...LINES).map((line) => [line]),
      fc.constantFrom(...CHECKS),
    ),
    /** Where each further line falls: so many events of the others between them. */
    gaps: fc.array(fc.nat(2), {minLength: 5, maxLength: 5}),
  }),
  {maxLength: 30},
);

/** Interleaved, each with its number in place of `#`; one stamp for each. */
function eventsOf(parts: readonly {stream: string; lines: readonly string[]; gaps: readonly number[]}[]): LogEntry[] {
  const placed = parts.flatMap(({stream, lines, gaps}, part) =>
    lines.map((line, index) => ({
      stream,
      line,
      at: part + gaps.slice(0, index).reduce((sum, gap) => sum + gap, 0) + index / 10,
    })),
  );
  return placed
    .sort((a, b) => a.at - b.at)
    .map(({stream, line}, index) => ({
      group: 'application',
      stream,
      timestamp: 1000 + index,
      message: line.replaceAll('#', String(1000 + index)),
    }));
}

const isCheck = (message: string) => message.includes('/healthz');
const isHeader = (message: string) => message.includes('Hosting.Diagnostics');

interface Block {
  readonly at: number;
  readonly stream: string;
  readonly lines: readonly string[];
}

/** What is shown, entry by entry. */
function blocksOf(out: string): Block[] {
  const blocks: {at: number; stream: string; lines: string[]}[] = [];
  for (const line of out.split('\n').slice(0, -1)) {
    const head = /^(1970\S+Z) (\S+) (.*)$/.exec(line);
    if (head === null) blocks.at(-1)?.lines.push(line.slice(4));
    else blocks.push({at: Date.parse(head[1] ?? ''), stream: head[2] ?? '', lines: [head[3] ?? '']});
  }
  return blocks;
}

describe('the text view, whatever the streams say', () => {
  it('shows every line but folded health checks, and counts those', () => {
    fc.assert(
      fc.property(story, fc.boolean(), (parts, live) => {
        const events = eventsOf(parts);
        const view = createTextView({
          style: createStyle(false),
          local: false,
          raw: false,
          short: false,
          healthPath: '/healthz',
          live,
          now: () => 0,
        });
        const blocks = blocksOf(view.batch(events) + view.end());
        // In order of time, and none twice.
        const stamps = blocks.map(({at}) => at);
        expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b));

        let folded = 0;
        const shown: string[] = [];
        for (const {stream, lines} of blocks) {
          const count = /^\((\d+)(?: more)? health checks up to /.exec(lines[0] ?? '');
          if (count === null) shown.push(...lines.map((line) => `${stream} ${line}`));
          else folded += Number(count[1]);
        }
        const isShown = new Set(shown);
        const missing = events.filter(
          // A block's blank lines at its end are left out.
          ({stream, message}) => message !== '' && !isShown.has(`${stream} ${message}`) && !isReadable(message, shown),
        );
        // Nothing but health checks is missing, and their headers of .NET.
        expect(missing.filter(({message}) => !isCheck(message) && !isHeader(message))).toEqual([]);
        expect(missing.filter(({message}) => isCheck(message))).toHaveLength(folded);
        // Nor is one line shown twice, nor another in place of it.
        expect(shown.filter((line) => !line.endsWith(' '))).toHaveLength(
          events.filter(({message}) => message !== '').length - missing.length,
        );
      }),
      {numRuns: 300},
    );
  });
});

/** Whether a line of JSON is shown as people read it. */
function isReadable(message: string, shown: readonly string[]): boolean {
  const id = /"id":\d+|it broke \d+/.exec(message)?.[0].replace(/"id":/, 'id=');
  return message.startsWith('{') && id !== undefined && shown.some((line) => line.endsWith(id));
}
