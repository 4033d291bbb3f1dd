import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createRedactor} from '../../src/evidence/redact.js';
import {MessageMasker} from '../../src/logs/masking.js';

const CANARY = 'canary-Zx81mQpL77';
/** The inside of a key whose header came before the window. */
const KEY_LINE = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';

function masker() {
  const redactor = createRedactor({values: [['API_SECRET', CANARY]]});
  return new MessageMasker((text) => redactor.text(text, 'application-log'));
}

describe('masking messages', () => {
  it('masks a page as it would mask each message', () => {
    const message = fc.oneof(
      fc.string(),
      fc.constantFrom(`with ${CANARY}`, 'password=hunter22', '\n\u0000\n', KEY_LINE, 'token:', 'postgres://u:pw@h/d'),
    );
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const redactor = createRedactor({values: [['API_SECRET', CANARY]]});
        const masked = masker().messages(
          messages,
          messages.map(() => 's'),
        );
        expect(masked).toHaveLength(messages.length);
        expect(masked.join()).not.toContain(CANARY);
        expect(masked.join()).not.toContain('hunter22');
        expect(masked.join()).not.toContain(KEY_LINE);
        for (const [index, text] of masked.entries()) {
          // A page hides at least what the line alone would.
          if (text === messages[index]) expect(redactor.text(text, 'x')).toBe(text);
        }
      }),
    );
  });

  it('masks a private key that comes line by line, among lines of other streams', () => {
    const masked = masker();
    const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEowIBAAKCAQEA7', 'short', '-----END RSA PRIVATE KEY----- done'];
    const out = [
      ...masked.messages([key[0]!, 'other', key[1]!], ['a', 'b', 'a']),
      ...masked.messages([key[2]!, key[3]!, 'after'], ['a', 'a', 'a']),
    ];
    expect(out).toEqual([
      '[masked private-key]',
      'other',
      '[masked private-key]',
      '[masked private-key]',
      '[masked private-key] done',
      'after',
    ]);
  });

  it('lets a key whose end is never printed not hide all that comes after', () => {
    const masked = masker();
    const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDK7c3Zl2mQ9xXw';
    const one = (message: string, stream = 'a') => masked.messages([message], [stream])[0];
    one('cannot read -----BEGIN PRIVATE KEY-----');
    // Lines of others, fewer than end it, and a key's line with what a logger writes before it.
    for (let i = 0; i < 15; i++) expect(one('other')).toBe('[masked private-key]');
    expect(one(`INFO ${body}`)).toBe('[masked private-key]');
    for (let i = 0; i < 20; i++) expect(one('other')).toBe('[masked private-key]');
    expect(one('how it died')).toBe('how it died');
    expect(one('short')).toBe('short');
    expect(one('again -----BEGIN PRIVATE KEY-----')).toBe('again [masked private-key]');
    expect(one('MIIshort')).toBe('[masked private-key]');
  });

  it('masks keys that end and begin in one event, whichever line ends they have', () => {
    const masked = masker();
    const begin = '-----BEGIN PRIVATE KEY-----';
    const end = '-----END PRIVATE KEY-----';
    const out = [
      ...masked.messages([`key: ${begin}\r\nMIIone`, `MIItwo\r${end} and ${begin}`], ['a', 'a']),
      ...masked.messages(['MIIthree', `MIIfour${end}`, 'after'], ['a', 'a', 'a']),
      ...masked.messages([`${begin}\nMIIseven\n${end} x ${begin}`, 'MIIeight'], ['c', 'c']),
      ...masked.messages(['MIInine', end, 'after'], ['c', 'c', 'c']),
      ...masked.messages([`${begin}\\nMIIfive\\n${end} x ${begin}\nMIIsix\n${end} rest`, 'after'], ['b', 'b']),
    ];
    expect(out.join()).not.toContain('MII');
    expect(out.filter((message) => message === 'after')).toHaveLength(3);
    expect(out.at(-2)).toMatch(/ x .* rest$/);
  });

  it('masks the short last line of a key whose header came before the window', () => {
    const end = '-----END RSA PRIVATE KEY-----';
    const out = masker().messages([KEY_LINE, 'of another', 'Zm9vYmFy==', 'last words', end], ['a', 'b', 'a', 'b', 'a']);
    expect(out.slice(0, 4)).toEqual(['[masked key-material]', 'of another', '[masked private-key]', 'last words']);
    // Words are no key's line.
    expect(masker().messages(['it ended well', end], ['a', 'a'])[0]).toBe('it ended well');
  });

  it('masks a value that runs from one event of a stream into the next, over pages too', () => {
    const redactor = createRedactor({values: [['API_SECRET', CANARY]]});
    const fresh = () =>
      new MessageMasker((text) => redactor.text(text, 'x'), {across: (a, b) => redactor.across(a, b, 'x')});
    for (let cut = 1; cut < CANARY.length; cut++) {
      const [head, tail] = [`key ${CANARY.slice(0, cut)}`, `${CANARY.slice(cut)} end`];
      expect(fresh().messages([head, 'between', tail], ['a', 'b', 'a'])).toEqual([
        'key [masked API_SECRET]',
        'between',
        '[masked API_SECRET] end',
      ]);
      expect(fresh().messages([head, tail], ['a', 'b'])).toEqual([head, tail]);
      const pages = fresh();
      pages.messages([head], ['a']);
      expect(pages.messages([tail], ['a'])).toEqual(['[masked API_SECRET] end']);
    }
  });

  it('masks what ends in an event that follows, and leaves that one for its own turn', () => {
    const redactor = createRedactor({values: [['API_SECRET', CANARY]]});
    const both = new MessageMasker((text) => redactor.text(text, 'x'), {across: (a, b) => redactor.across(a, b, 'x')});
    const [head, tail] = [`key ${CANARY.slice(0, 8)}`, `${CANARY.slice(8)} end`];
    const end = '-----END RSA PRIVATE KEY-----';
    const next = [
      {message: 'of another', logStreamName: 'c'},
      {message: tail, logStreamName: 'a'},
      {message: end, logStreamName: 'b'},
      {message: tail, logStreamName: 'c'},
    ];
    expect(both.messages([head, 'Zm9vYmFy==', head], ['a', 'b', 'c'], next)).toEqual([
      'key [masked API_SECRET]',
      '[masked private-key]',
      // The next event of its stream is another one.
      head,
    ]);
    expect(both.messages(['of another', tail], ['c', 'a'])).toEqual(['of another', '[masked API_SECRET] end']);
  });
});
