import {describe, expect, it} from 'vitest';
import type {LogEntry} from '../../src/logs/entry.js';
import {createJsonlView} from '../../src/logs/jsonl-view.js';
import {createStartupView, onlyStartup} from '../../src/logs/startup-view.js';
import {createStyle} from '../../src/terminal/style.js';

const RUNGS = [
  {id: 'python', title: 'Python runs', patterns: ['Python interpreter started']},
  {id: 'config', title: 'configuration loaded', patterns: ['Config loaded']},
  {id: 'server', title: 'server listens', patterns: ['Uvicorn running on']},
];

function entries(...lines: readonly (readonly [stream: string, message: string])[]): LogEntry[] {
  return lines.map(([stream, message], index) => ({
    group: stream === 'events' ? 'service' : 'application',
    stream,
    timestamp: index * 1000,
    message,
  }));
}

/** Two instances side by side: one starts and fails afterwards, one fails on its way. */
const STORY = entries(
  ['instance/1', '[STARTUP] Python interpreter started'],
  ['instance/2', '[STARTUP] Python interpreter started'],
  ['instance/1', 'just a line'],
  ['instance/2', 'Traceback (most recent call last):'],
  ['instance/1', '[STARTUP] Config loaded'],
  ['instance/2', '  File "/app/main.py", line 1, in <module>'],
  ['instance/1', 'INFO: Uvicorn running on http://0.0.0.0:8000'],
  ['instance/2', "KeyError: 'JWT_SECRET'"],
  ['instance/1', 'ERROR: of a request, an hour later'],
  ['events', '[AppRunner] Your application stopped or failed to start. Container exit code: 1'],
);

describe('--startup', () => {
  const text = (told: readonly LogEntry[], rungs = RUNGS) => {
    const view = createStartupView({style: createStyle(false), local: false, rungs, isKnown: true});
    return view.batch(told) + view.end();
  };
  const messages = (told: readonly LogEntry[], rungs = RUNGS) => {
    const view = onlyStartup(createJsonlView(), rungs);
    const out = view.batch(told) + view.end();
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as {message: string}).message);
  };

  it('shows the ladder of each instance, what broke it, and stops at the last rung', () => {
    const [first, second, verdicts] = text(STORY).split('\n\n');
    expect(first).toMatch(/^instance\/1 .*ok .*Python runs.*ok .*configuration loaded.*ok .*server listens/s);
    expect(first).not.toContain('not reached');
    expect(first).not.toContain('an hour later');
    expect(second).toMatch(/^instance\/2 .*ok .*Python runs.*-- .*not reached: configuration loaded/s);
    expect(second).toContain("KeyError: 'JWT_SECRET'");
    expect(second).not.toContain('server listens');
    expect(verdicts).toContain('Container exit code: 1');
  });

  it('keeps the same lines as JSON, in order of time', () => {
    expect(messages(STORY)).toEqual(
      STORY.map(({message}) => message).filter((message) => !/just a line|an hour later/.test(message)),
    );
  });

  it('ends without a ladder where a server listens', () => {
    const told = entries(
      ['instance/1', 'Listening on port 8000'],
      ['instance/1', 'ERROR: of a request, an hour later'],
    );
    expect(messages(told, [])).toEqual(['Listening on port 8000']);
    expect(text(told, [])).not.toContain('an hour later');
  });

  it.each([
    'exec /bin/sh: exec format error',
    'exec /app/start.sh: no such file or directory',
    '/bin/sh: 1: gunicorn: not found',
    'Segmentation fault (core dumped)',
    'Killed',
    '/app/start.sh: line 3:    12 Killed                  python main.py',
    'npm ERR! code ELIFECYCLE',
    'permission denied',
    '/app/start.sh: line 3: uvicorn: command not found',
    "python: can't open file '/app/main.py': [Errno 2] No such file or directory",
    'error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory',
    'Could not connect to database: connection refused',
    'Out of memory',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    'django.core.exceptions.ImproperlyConfigured: SECRET_KEY missing',
    'exited with code 1',
    'Invalid value for PORT',
    'E0101 12:00:00 main.go:3] boom',
    'container_linux.go:380: starting container process caused: exec: "pythn": executable file not found in $PATH',
  ])('shows a line that ends a start, whatever its level: %s', (line) => {
    const told = entries(['instance/1', 'booting'], ['instance/1', line], ['instance/1', 'bye']);
    expect(text(told)).toMatch(/^ {2}(?:fails|error) {2}1970/m);
    expect(text(told)).toContain(line);
    expect(messages(told)).toContain(line);
  });

  it.each(['Loading settings', 'GET /missing 404 1 ms', 'Migrations: nothing to do', 'exit handlers installed'])(
    'takes an ordinary line for none that ends a start: %s',
    (line) => {
      const told = entries(['instance/1', line], ['instance/1', 'Listening on port 8000']);
      expect(text(told, [])).not.toContain(line);
      expect(messages(told, [])).toEqual(['Listening on port 8000']);
    },
  );

  it('shows the last lines of an instance of which nothing is known, as text and as JSON in order of time', () => {
    const lines = Array.from({length: 30}, (_, index) => `step ${index}`);
    const told = [
      ...entries(...lines.map((line) => ['instance/1', line] as const)),
      ...entries(['instance/2', 'ERROR: broke'], ['instance/3', 'only this']),
    ].map((entry, index) => ({...entry, timestamp: index}));
    const last = lines.slice(-10);
    expect(messages(told)).toEqual([...last, 'ERROR: broke', 'only this']);
    const shown = text(told);
    expect(shown).toContain('of its 30 lines the last:');
    expect(shown.match(/step \d+/g)).toEqual(last);
    expect(shown).toContain('its only line:\n    1970-01-01T00:00:00.031Z  only this');
    expect(shown.match(/is known/g)).toHaveLength(2);
  });

  it('leaves the last lines to what came before the health checks that go on', () => {
    const checks = Array.from({length: 50}, () => ['instance/1', '"GET / HTTP/1.1" 503'] as const);
    expect(text(entries(['instance/1', 'waits for the lock'], ...checks))).toContain('waits for the lock');
  });

  it('holds no more back than memory has room for, and loses nothing by it', () => {
    const filter = onlyStartup(createJsonlView(), RUNGS);
    const broke = Array.from({length: 20_000}, (_, index) => ['instance/2', `ERROR: broke ${index}`] as const);
    const told = entries(['instance/1', 'stands still'], ...broke);
    const early = filter.batch(told).split('\n').length;
    expect(early).toBeGreaterThan(10_000);
    expect(early + filter.end().split('\n').length - 2).toBe(told.length);
  });

  it('holds nothing back while a follow waits', () => {
    const filter = onlyStartup(createJsonlView(), RUNGS);
    expect(filter.batch(entries(['instance/1', 'a'], ['instance/2', 'ERROR: broke']))).toBe('');
    expect(filter.idle().split('\n')).toHaveLength(3);
  });
});
