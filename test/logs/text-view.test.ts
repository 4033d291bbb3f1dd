import {describe, expect, it} from 'vitest';
import type {LogEntry} from '../../src/logs/entry.js';
import {createTextView, type TextViewOptions} from '../../src/logs/text-view.js';
import {createTimeFormat} from '../../src/logs/time.js';
import {createStyle} from '../../src/terminal/style.js';

function entry(message: string, stream = 'instance/1', timestamp = 0, late?: true): LogEntry {
  return {group: 'application', stream, timestamp, message, ...(late && {late})};
}

function draw(entries: readonly LogEntry[], options: Partial<TextViewOptions> = {}): string {
  const view = createTextView({style: createStyle(false), local: false, raw: false, short: false, ...options});
  return view.batch(entries) + view.end();
}

const T = '1970-01-01T00:00:00.000Z';

describe('the text view', () => {
  it('keeps a traceback whole where streams interleave, and every other line', () => {
    const out = draw([
      entry('Traceback (most recent call last):', 'instance/1'),
      entry('unrelated', 'instance/2'),
      entry('  File "/app/a.py", line 1, in f', 'instance/1'),
      entry('KeyError: 1', 'instance/1'),
      entry('next', 'instance/1'),
    ]);
    expect(out).toBe(
      `${T} instance/1 Traceback (most recent call last):\n      File "/app/a.py", line 1, in f\n    KeyError: 1\n${T} instance/2 unrelated\n${T} instance/1 next\n`,
    );
  });

  it('does not wait for ever for a traceback’s end', () => {
    const view = createTextView({style: createStyle(false), local: false, raw: false, short: false});
    expect(view.batch([entry('Traceback (most recent call last):'), entry('waits', 'instance/2')])).toBe('');
    expect(view.idle()).toBe(`${T} instance/1 Traceback (most recent call last):\n${T} instance/2 waits\n`);
  });

  it('shows what is raw as it came, but harmless', () => {
    expect(draw([entry('{"msg":"x"}'), entry('\u001b[2Ja\rb')], {raw: true})).toBe(
      `${T} instance/1 {"msg":"x"}\n${T} instance/1 \\x1b[2Ja\\x0db\n`,
    );
  });

  it('marks what is late, and lets no line pose as another', () => {
    expect(draw([entry('a\n1970-01-01T00:00:00.000Z fake', 'instance/1', 0, true)])).toBe(
      `${T} instance/1 [late] a\n    ${T} fake\n`,
    );
  });

  it('folds health checks by answer, a single one not', () => {
    const ok = '"GET /healthz HTTP/1.1" 200 OK';
    const bad = '"GET /healthz HTTP/1.1" 503 no';
    const out = draw(
      [ok, ok, ok, bad, ok, 'GET /other'].map((message) => entry(message)),
      {healthPath: '/healthz'},
    );
    expect(out.split('\n').slice(0, -1)).toEqual([
      `${T} instance/1 (3 health checks up to ${T}: GET /healthz answered 200)`,
      `${T} instance/1 ${bad}`,
      `${T} instance/1 ${ok}`,
      `${T} instance/1 GET /other`,
    ]);
  });

  it('takes no access line in the midst of a traceback for a health check', () => {
    const lines = [
      'Traceback (most recent call last):',
      '  File "/app/a.py", line 1, in f',
      '    raise ValueError(\'"GET /healthz HTTP/1.1" 500\')',
      'ValueError: the real reason',
    ];
    const whole = `${T} instance/1 ${lines.join('\n    ')}\n`;
    expect(draw([...lines.map((line) => entry(line)), entry('next')], {healthPath: '/healthz'})).toBe(
      `${whole}${T} instance/1 next\n`,
    );
    expect(draw([entry(lines.join('\n'))], {healthPath: '/healthz'})).toBe(whole);
  });

  it('folds the two lines of .NET’s health check, and shows a single one whole', () => {
    const check = (status: number) => [
      entry('info: Microsoft.AspNetCore.Hosting.Diagnostics[2]'),
      entry(`      Request finished HTTP/1.1 GET http://10.0.1.2:8080/healthz - ${status} - text/plain 5.1ms`),
    ];
    const out = draw([...check(200), ...check(200), ...check(503), ...check(503), ...check(503)], {
      healthPath: '/healthz',
    });
    expect(out).toBe(
      [
        `${T} instance/1 (2 health checks up to ${T}: GET /healthz answered 200)`,
        `${T} instance/1 info: Microsoft.AspNetCore.Hosting.Diagnostics[2]`,
        '          Request finished HTTP/1.1 GET http://10.0.1.2:8080/healthz - 503 - text/plain 5.1ms',
        `${T} instance/1 (2 more health checks up to ${T}: GET /healthz answered 503)\n`,
      ].join('\n'),
    );
  });

  it('shows of failing health checks each reason', () => {
    const check = (reason: string, at: number) =>
      entry(`level=error ts=${at} method=GET path=/healthz status=503 err="${reason} (attempt ${at})"`);
    const out = draw(
      [check('connection refused', 1), check('connection refused', 2), check('connection refused', 3), check('no', 4)],
      {healthPath: '/healthz'},
    );
    expect(out.split('\n').slice(0, -1)).toEqual([
      `${T} instance/1 ${check('connection refused', 1).message}`,
      `${T} instance/1 (2 more health checks up to ${T}: GET /healthz answered 503)`,
      `${T} instance/1 ${check('no', 4).message}`,
    ]);
  });

  it('shows at once how a health check is answered anew where someone waits, and counts no longer than some seconds', () => {
    let now = 0;
    const view = createTextView({
      style: createStyle(false),
      local: false,
      raw: false,
      short: false,
      healthPath: '/healthz',
      live: true,
      now: () => now,
    });
    const ok = entry('GET /healthz 200 1 ms');
    const bad = entry('GET /healthz 503 1 ms');
    const line = (text: string) => `${T} instance/1 ${text}\n`;
    expect(view.batch([ok])).toBe(line(ok.message));
    expect(view.batch([ok, ok])).toBe('');
    expect(view.batch([bad])).toBe(
      line(`(2 more health checks up to ${T}: GET /healthz answered 200)`) + line(bad.message),
    );
    expect(view.batch([bad, bad])).toBe('');
    now = 5000;
    expect(view.idle()).toBe('');
    now = 15_000;
    expect(view.idle()).toBe(line(`(2 more health checks up to ${T}: GET /healthz answered 503)`));
    expect(view.batch([bad, bad, bad])).toBe('');
    now = 30_000;
    // Also where each look brings one more.
    expect(view.batch([bad])).toBe(line(`(4 health checks up to ${T}: GET /healthz answered 503)`));
  });

  it('ends with the marks that come after the last line, but for those after a cut', () => {
    const ended = (end: 'whole' | 'cut') => {
      const view = createTextView({
        style: createStyle(false),
        local: false,
        raw: false,
        short: false,
        marks: [
          {at: 0, text: 'began'},
          {at: 5, text: 'ended'},
        ],
      });
      return view.batch([entry('line')]) + view.end(end);
    };
    expect(ended('cut')).toBe(`${T} -- began --\n${T} instance/1 line\n`);
    expect(ended('whole')).toBe(`${ended('cut')}1970-01-01T00:00:00.005Z -- ended --\n`);
  });

  it('paints by level and source, and says the same without colour', () => {
    const told = [entry('ERROR: broke'), entry('WARNING: bends'), entry('plain'), entry('\u001b[35mits own')];
    const service = {...entry('[AppRunner] a line', 'events'), group: 'service' as const};
    const painted = draw([...told, service], {style: createStyle(true)});
    expect(painted).toContain('\u001b[31mERROR: broke\u001b[39m');
    expect(painted).toContain('\u001b[33mWARNING: bends\u001b[39m');
    expect(painted).toContain('\u001b[36m[AppRunner] a line\u001b[39m');
    // Only the tool's own colours: those of the line are made harmless.
    expect(painted).not.toContain('\u001b[35m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences.
    expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(draw([...told, service]));
  });

  it('shortens stream names for a terminal only', () => {
    const stream = `instance/${'0123456789abcdef'.repeat(2)}`;
    expect(draw([entry('m', stream)], {short: true})).toContain(' instance/01234567 m');
    expect(draw([entry('m', stream)])).toContain(` ${stream} m`);
  });
});

describe('times', () => {
  it('are exact, also before 1970 and for stamps that no date holds', () => {
    const time = createTimeFormat(false);
    for (const at of [0, 999, 1_769_190_799_123, -1, -86_400_001]) expect(time(at)).toBe(new Date(at).toISOString());
    expect(time(9e18)).toBe('9000000000000000000');
  });

  it('carry their offset when local', () => {
    const text = createTimeFormat(true)(1_769_190_799_123);
    expect(Date.parse(text)).toBe(1_769_190_799_123);
    expect(text).toMatch(/[+-]\d\d:\d\d$/);
  });
});
