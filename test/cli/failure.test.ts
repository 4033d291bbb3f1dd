import {describe, expect, it} from 'vitest';
import {failureJson, failureText, toFailure} from '../../src/cli/failure.js';
import {Interruption} from '../../src/cli/interruption.js';
import {lookError, usageError} from '../../src/errors.js';
import {withoutSecrets} from '../../src/masked-failure.js';

describe('an error', () => {
  it('that nobody foresaw says what it quotes without secrets', async () => {
    const {message} = await withoutSecrets(
      toFailure(new Error('bad value "postgres://app:canary-pw-1@db/x" password=canary-pw-2')),
    );
    expect(message).toMatch(/^nerava-diag failed: bad value .*\[masked url-password\].*\[masked secret\]$/);
    expect(message).not.toContain('canary');
  });

  it('of an expected kind keeps its message, code and advice', () => {
    const failure = toFailure(
      lookError('There is no service "x".', {code: 'SERVICE_NOT_FOUND', suggestions: ['Try y.']}),
    );
    expect(failure).toEqual({
      exitCode: 3,
      name: 'DiagError',
      message: 'There is no service "x".',
      code: 'SERVICE_NOT_FOUND',
      suggestions: ['Try y.'],
      ref: null,
    });
    expect(failureText(failure)).toBe('Error: There is no service "x".\n  Try y.\n');
    expect(JSON.parse(failureJson(failure))).toEqual({
      error: {
        name: 'DiagError',
        message: 'There is no service "x".',
        code: 'SERVICE_NOT_FOUND',
        suggestions: ['Try y.'],
        ref: null,
      },
    });
  });

  it.each([
    [usageError('x'), 2],
    [new Interruption('SIGINT'), 130],
    [new Interruption('SIGTERM'), 143],
    [new Interruption('SIGHUP'), 129],
    [new TypeError('boom'), 3],
    ['not even an error', 3],
    [undefined, 3],
  ])('%s has its exit code', (error, code) => {
    expect(toFailure(error).exitCode).toBe(code);
  });

  it('of our own making never shows a stack', () => {
    const failure = toFailure(new TypeError('boom'));
    expect(failureText(failure)).not.toMatch(/\n\s+at /);
    expect(failureText(failure)).toContain('DEBUG=*');
  });

  it('neutralises control sequences of others', () => {
    const message = 'bad \u001B[2J\u009B2J\u202Ename';
    const failure = toFailure(usageError(message));
    for (const character of ['\u001B', '\u009B', '\u202E']) {
      expect(failureText(failure)).not.toContain(character);
      expect(failureJson(failure)).not.toContain(character);
    }
    expect(JSON.parse(failureJson(failure)).error.message).toBe(message);
  });
});
