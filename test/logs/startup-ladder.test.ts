import {describe, expect, it} from 'vitest';
import type {AppRecord} from '../../src/logs/model.js';
import {climbLadder} from '../../src/logs/startup-ladder.js';

const RUNGS = [
  {id: 'python', title: 'Python runs', patterns: ['Python interpreter started']},
  {id: 'config', title: 'configuration loaded', patterns: [/Config loaded\b/g]},
  {id: 'server', title: 'server listens', patterns: ['Uvicorn running on']},
];

function record(timestamp: number, text: string, first = timestamp): AppRecord {
  return {stream: 'instance/1', timestamp, first, last: first, text};
}

describe('the start-up ladder', () => {
  it('marks what the log shows, at its earliest, and the furthest rung', () => {
    const ladder = climbLadder(RUNGS, [
      record(30, '[STARTUP] Config loaded. database_url starts with: post'),
      record(10, '[STARTUP] Python interpreter started'),
      record(20, '[STARTUP] Config loaded.'),
    ]);
    expect(ladder).toEqual({
      rungs: [
        {id: 'python', title: 'Python runs', seen: {timestamp: 10, index: 10}},
        {id: 'config', title: 'configuration loaded', seen: {timestamp: 20, index: 20}},
        {id: 'server', title: 'server listens'},
      ],
      last: 'config',
    });
  });

  it('names no last rung when none was seen', () => {
    expect(climbLadder(RUNGS, [])).not.toHaveProperty('last');
  });

  it('takes the furthest, not the latest: an older image skips rungs', () => {
    expect(climbLadder(RUNGS, [record(1, 'INFO: Uvicorn running on http://0.0.0.0:8000')]).last).toBe('server');
  });
});
