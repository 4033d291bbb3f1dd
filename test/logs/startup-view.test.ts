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
});
