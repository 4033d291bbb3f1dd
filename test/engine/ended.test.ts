import {describe, expect, it} from 'vitest';
import {markEnds} from '../../src/engine/app-log.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';
import {judge} from '../support/judge.js';

const EXITED = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const EXIT = EXITED.find(({kind}) => kind === 'exit')?.timestamp as number;
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';
const ANSWER = 'INFO:     10.0.0.1:41000 - "GET /ready HTTP/1.1" 503 Service Unavailable';
const TRACE = ['Traceback (most recent call last):', '  File "/app/warm.py", line 31, in load', '    open(path)'];
const ERROR = "FileNotFoundError: [Errno 2] No such file or directory: '/app/models/ranker.pt'";

/** As the engine marks them, the last line a second before the exit. */
function ended(...lines: readonly string[]) {
  const records = app(...lines);
  const shift = EXIT - 1000 - (records.at(-1)?.timestamp ?? 0);
  return markEnds(
    records.map((record) => ({...record, timestamp: record.timestamp + shift})),
    [{timestamp: EXIT}],
  );
}

describe('an error of which a listening server ends', () => {
  it('is what it ended of: a phase that it passed rules nothing out', () => {
    const records = ended(LISTENS, ANSWER, ...TRACE, ERROR);
    expect(records.filter((record) => record.ended)).toHaveLength(1);
    expect(judge({events: EXITED, 'app-records': records}).verdicts['missing-file']).toBe('confirmed');
  });

  it('is so for a variable too', () => {
    const records = ended(
      LISTENS,
      ANSWER,
      ...TRACE.slice(0, 2),
      "    os.environ['STRIPE_KEY']",
      "KeyError: 'STRIPE_KEY'",
    );
    expect(judge({events: EXITED, 'app-records': records}).verdicts['missing-env']).toBe('confirmed');
  });

  it.each([
    ['a request was answered after it', [LISTENS, ...TRACE, ERROR, ANSWER]],
    ['nothing exited', [LISTENS, ANSWER, ...TRACE, ERROR]],
  ])('is none where %s', (name, lines) => {
    const records = name === 'nothing exited' ? markEnds(app(...lines), []) : ended(...lines);
    expect(records.some((record) => record.ended)).toBe(false);
    expect(judge({events: EXITED, 'app-records': records}).verdicts['missing-file']).not.toBe('confirmed');
  });

  it('is none of an exit much later', () => {
    const records = app(LISTENS, ANSWER, ...TRACE, ERROR);
    const at = (records.at(-1)?.timestamp as number) + 10 * 60_000;
    expect(markEnds(records, [{timestamp: at}]).some((record) => record.ended)).toBe(false);
  });
});
