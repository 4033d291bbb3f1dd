import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {describeValue, fingerprint, newSalt} from '../../src/evidence/describe-value.js';

describe('describeValue', () => {
  it.each([
    ['', {empty: true}],
    ['production', {}],
    [' prod ', {surroundingSpace: true}],
    ['"quoted"', {surroundingQuotes: true}],
    ["'quoted'", {surroundingQuotes: true}],
    ['"', {}],
    ['a\nb', {newline: true}],
    ['changeme', {placeholder: true}],
    ['<your key>', {placeholder: true}],
    ['your-api-key-here', {placeholder: true}],
    ['xxxx', {placeholder: true}],
    ['5432', {number: true}],
    ['-1.5e3', {number: true}],
    ['True', {boolean: true}],
    ['100%', {percent: true}],
    ['*', {wildcard: true}],
    ['a,b,c', {parts: 3}],
    ['redis://localhost:6379/0', {scheme: 'redis', host: 'localhost', port: 6379}],
    [
      'postgresql+psycopg2://u:p@10.0.1.2:5432/db',
      {scheme: 'postgresql+psycopg2', host: 'private-address', port: 5432},
    ],
    ['postgresql://u:p@db.abc.us-east-1.rds.amazonaws.com/x', {scheme: 'postgresql', host: 'rds'}],
    ['rediss://c.abc.use1.cache.amazonaws.com:6379', {scheme: 'rediss', host: 'elasticache', port: 6379}],
    ['http://backend:8000', {scheme: 'http', host: 'internal-name', port: 8000}],
    ['HTTPS://App.Example.com', {scheme: 'https', host: 'public'}],
    ['https://a.example.com,https://b.example.com', {scheme: 'https', host: 'public', parts: 2}],
    ['sqlite:///./nerava.db', {scheme: 'sqlite'}],
    ['postgresql://u:p#ss@h/db', {scheme: 'postgresql', malformedUrl: true}],
    ['http://[::1]:80/', {scheme: 'http', host: 'localhost'}],
    ['127.0.0.1', {host: 'localhost'}],
    ['10.0.0.5:5432', {host: 'private-address', port: 5432}],
    ['db.abc.us-east-1.rds.amazonaws.com:5432', {host: 'rds', port: 5432}],
    ['db.example.com', {}],
  ])('describes %j', (value, traits) => {
    expect(describeValue(value)).toEqual(traits);
  });

  it('never holds the value itself, and is plain JSON', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', minLength: 12}), (value) => {
        const traits = describeValue(value);
        expect(JSON.parse(JSON.stringify(traits))).toEqual(traits);
        const {scheme: _scheme, ...rest} = traits;
        expect(JSON.stringify(rest)).not.toContain(JSON.stringify(value).slice(1, -1));
      }),
    );
  });
});

describe('fingerprint', () => {
  it('is ten hexadecimal digits that depend on salt and value', () => {
    const salt = newSalt();
    expect(salt).toMatch(/^[0-9a-f]{32}$/);
    expect(newSalt()).not.toBe(salt);
    expect(fingerprint(salt, 'a')).toMatch(/^[0-9a-f]{10}$/);
    expect(fingerprint(salt, 'a')).toBe(fingerprint(salt, 'a'));
    expect(fingerprint(salt, 'a')).not.toBe(fingerprint(salt, 'b'));
    expect(fingerprint(newSalt(), 'a')).not.toBe(fingerprint(salt, 'a'));
  });

  it('is HMAC-SHA256 of the value under the salt, cut to ten digits', () => {
    expect(fingerprint('key', 'The quick brown fox jumps over the lazy dog')).toBe('f7bc83f430');
  });
});
