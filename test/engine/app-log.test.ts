import {describe, expect, it} from 'vitest';
import {withoutEarlyListens} from '../../src/engine/app-log.js';
import type {AppRecord} from '../../src/logs/model.js';

function record(text: string, more: Partial<AppRecord> = {}): AppRecord {
  return {stream: 'instance/a', timestamp: 0, first: 0, last: 0, text, ...more};
}

const listening = record('[INFO] Listening at: http://0.0.0.0:8080 (1)', {
  listen: {host: '0.0.0.0', port: 8080, server: 'gunicorn'},
});
const traceback = record('Traceback ...', {traceback: {language: 'python', type: 'KeyError'}});
const access = record('"GET / HTTP/1.1" 200', {access: {method: 'GET', path: '/', status: 200}});

describe('withoutEarlyListens', () => {
  const listens = (records: AppRecord[], exited = false) =>
    withoutEarlyListens(records, exited)[0]?.listen !== undefined;

  it('takes the line back when a worker fails after it', () => {
    expect(listens([listening, traceback])).toBe(false);
    expect(listens([listening, record('[ERROR] Worker failed to boot.')])).toBe(false);
    expect(listens([listening, record('[CRITICAL] WORKER TIMEOUT (pid:7)')])).toBe(false);
  });

  it('leaves it when a request was answered first, or another instance failed, or nothing did', () => {
    expect(listens([listening, access, traceback])).toBe(true);
    expect(listens([listening, {...traceback, stream: 'instance/b'}])).toBe(true);
    expect(listens([listening, record('[INFO] Booting worker with pid: 7')])).toBe(true);
  });

  it('leaves servers alone that listen after they loaded the application', () => {
    const uvicorn = {...listening, listen: {port: 8080, server: 'uvicorn'}};
    expect(listens([uvicorn, traceback])).toBe(true);
  });

  it('takes the line of any server back when the container exited right after an error', () => {
    const node = {...listening, listen: {port: 8080, server: 'node'}};
    expect(listens([node, traceback], true)).toBe(false);
    expect(listens([node, access, traceback], true)).toBe(true);
    expect(listens([node], true)).toBe(true);
  });
});
