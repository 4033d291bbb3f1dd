import {expect, it} from 'vitest';
import {parseJsonLog} from '../../src/logs/json-log.js';

const read = (value: object) => parseJsonLog(JSON.stringify(value));

it('takes of several names for the same the first one that says something, and leaves the others in the rest', () => {
  expect(read({severity: 'ERROR', level: 'purple', msg: 'second', message: 'first', logger: 7, name: 'app'})).toEqual({
    level: 'error',
    message: 'first',
    logger: 'app',
    rest: {level: 'purple', msg: 'second', logger: 7},
  });
});

it('leaves out times, and keeps whatever else there is in its order', () => {
  const log = read({ts: 1, b: 2, event: 'started', '@timestamp': 'x', a: {c: [1]}});
  expect(log).toEqual({message: 'started', rest: {b: 2, a: {c: [1]}}});
  expect(Object.keys(log?.rest ?? {})).toEqual(['b', 'a']);
});

it('keeps a key of any name', () => {
  const log = parseJsonLog('{"message":"m","__proto__":{"x":1},"constructor":"c","toString":2}');
  expect(Object.entries(log?.rest ?? {})).toEqual([
    ['__proto__', {x: 1}],
    ['constructor', 'c'],
    ['toString', 2],
  ]);
});

it('keeps what an error says besides its traceback', () => {
  const stack = 'Error: connect\n    at TCP (net.js:1:1)';
  const err = {type: 'Error', message: 'connect', stack, code: '28P01', detail: 'no role', cause: {message: 'root'}};
  expect(read({level: 50, msg: 'db failed', err})).toEqual({
    level: 'error',
    message: 'db failed',
    exception: stack,
    rest: {err: {code: '28P01', detail: 'no role', cause: {message: 'root'}}},
  });
  // A message that the stack does not print is no less said.
  expect(read({msg: 'm', err: {...err, message: 'connect ECONNREFUSED'}})?.rest).toMatchObject({
    err: {message: 'connect ECONNREFUSED'},
  });
  expect(read({msg: 'm', err: {type: 'Error', message: 'no more'}})).toEqual({
    message: 'm',
    exception: 'Error: no more',
    rest: {},
  });
});

it.each([
  ['on the line itself', {method: 'GET', path: '/a?token=t', status: 200}],
  ['under req and res', {req: {method: 'GET', url: '/a?x'}, res: {statusCode: 200}}],
  ['of Google', {httpRequest: {requestMethod: 'GET', requestUrl: 'https://h.example/a', status: 200}}],
])('reads an access line: %s', (_how, value) => {
  expect(read(value)?.access).toEqual({method: 'GET', path: '/a', status: 200});
});

it('is no log line where nothing of it is known', () => {
  expect(read({a: 1, b: 'x'})).toBeUndefined();
  expect(read({level: 'purple'})).toBeUndefined();
  expect(parseJsonLog('{not json}')).toBeUndefined();
});
