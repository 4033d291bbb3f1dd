import {describe, expect, it} from 'vitest';
import {createRedactor} from '../../../src/evidence/redact.js';

const SECRET = 'Zq7CANARYsecretvalue91';
const redactor = () => createRedactor({values: [['TOK', SECRET]]});

describe('a secret with something in it that a terminal does not show', () => {
  it.each([
    ['a colour', 'bad value \u001b[1mZq7CANARY\u001b[36msecretvalue91\u001b[0m'],
    ['an eight-bit colour', 'bad value Zq7CANARY\u009b36msecretvalue91'],
    ['a link', 'bad value Zq7CANARY\u001b]8;;https://example.com\u0007secretvalue91'],
    ['a bare escape', 'bad value Zq7CANARY\u001bsecretvalue91'],
    ['a character without a width', 'bad value Zq7CANARY\u200bsecretvalue91'],
  ])('is masked: %s', (_name, text) => {
    expect(redactor().text(text, 'here')).toBe('bad value [masked TOK]');
  });

  it('is masked behind a coloured name', () => {
    const text = '\u001b[33mDB_PASSWORD\u001b[0m=\u001b[32mhunter2-canary-x\u001b[0m';
    expect(redactor().text(text, 'here')).not.toContain('hunter2');
  });
});

it('keeps the colours of lines that hold no secret, and every line', () => {
  const lines = ['\u001b[32mready\u001b[0m', `value ${SECRET.slice(0, 9)}\u001b[0m${SECRET.slice(9)}`, 'plain'];
  expect(redactor().text(lines.join('\n'), 'here').split('\n')).toEqual([lines[0], 'value [masked TOK]', 'plain']);
});
