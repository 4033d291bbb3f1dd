import {describe, expect, it} from 'vitest';
import {redactEvidence} from '../../src/evidence/redact-evidence.js';
import {bundleOf} from '../support/bundle.js';
import type {Line} from '../support/facts.js';

const VALUE = 'canary-Zx81mQpL77';
const BODY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
const BEGIN = '-----BEGIN PRIVATE KEY-----';
const END = '-----END PRIVATE KEY-----';

function redacted(messages: readonly string[]) {
  const lines = messages.map((message, second): Line => [second, message]);
  const {evidence, redactions} = redactEvidence(bundleOf({applicationLog: lines, serviceLog: lines}).evidence, {
    values: [{name: 'API_SECRET', value: VALUE}],
    keep: [],
  });
  const [application, service] = [evidence['application-log'], evidence['service-log']];
  if (!('value' in application && 'value' in service)) throw new Error('no logs');
  return {
    application: application.value.events.map(({message}) => message),
    service: service.value.map(({message}) => message),
    redactions,
  };
}

describe('redacting both logs', () => {
  it('masks every line of a private key that comes event by event, the short last one too', () => {
    for (const lines of [
      [BEGIN, BODY, 'Zm9vYmFy==', END, 'last words'],
      [BODY, 'Zm9vYmFy==', END, 'last words'],
    ]) {
      const {application, service, redactions} = redacted(lines);
      for (const log of [application, service]) {
        expect(log.join('\n')).not.toMatch(/MII|Zm9v/);
        expect(log.at(-1)).toBe('last words');
      }
      expect(redactions).toContainEqual(
        expect.objectContaining({what: 'private-key', where: 'application-log.events.message'}),
      );
    }
  });

  it('masks a value that runs over two events, and says so in the ledger', () => {
    const {application, service, redactions} = redacted([`key ${VALUE.slice(0, 9)}`, `${VALUE.slice(9)} end`]);
    expect(application).toEqual(['key [masked API_SECRET]', '[masked API_SECRET] end']);
    expect(service).toEqual(application);
    expect(redactions.map(({where}) => where)).toEqual(['application-log.events.message', 'service-log.message']);
  });
});
