import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseDuration, parseSeconds, parseTime} from '../../src/config/duration.js';

describe('a duration', () => {
  it.each([
    ['30s', 30_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    [' 5m ', 300_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '30', 's', '-5m', '5 m', '5M', '1m1h', '1h1h', '5mm', '1e3s', '∞', '99999999999999d'])(
    'refuses "%s" with exit code 2',
    (text) => {
      expect(() => parseDuration(text)).toThrow(expect.objectContaining({exitCode: 2}));
    },
  );

  it('is the sum of its parts', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(23), fc.nat(59), fc.nat(59), (d, h, m, s) => {
        expect(parseDuration(`${d}d${h}h${m}m${s}s`)).toBe((((d * 24 + h) * 60 + m) * 60 + s) * 1000);
      }),
    );
  });

  it('counts a bare number as seconds where seconds are asked for', () => {
    expect(parseSeconds('90')).toBe(90_000);
    expect(parseSeconds('2m')).toBe(120_000);
  });
});

describe('a time', () => {
  const now = Date.UTC(2026, 0, 20, 12);

  it.each([
    ['2026-01-20T14:00:00Z', Date.UTC(2026, 0, 20, 14)],
    ['2026-01-20T14:00:00', Date.UTC(2026, 0, 20, 14)],
    ['2026-01-20 14:00', Date.UTC(2026, 0, 20, 14)],
    ['2026-01-20', Date.UTC(2026, 0, 20)],
    ['2026-01-20T14:00:00+02:00', Date.UTC(2026, 0, 20, 12)],
    ['2026-01-20T14:00:00-0530', Date.UTC(2026, 0, 20, 19, 30)],
    ['2026-01-20T14:00:00+02', Date.UTC(2026, 0, 20, 12)],
    ['2026-01-20T14:00:00.250Z', Date.UTC(2026, 0, 20, 14, 0, 0, 250)],
    ['30m', now - 1_800_000],
    ['now', now],
  ])('%s', (text, ms) => {
    expect(parseTime(text, now)).toBe(ms);
  });

  it.each(['', 'yesterday', '2026-02-31', '2026-13-01', '2026-01-20T25:00:00Z', '20.01.2026', '1768910400'])(
    'refuses "%s" with exit code 2',
    (text) => {
      expect(() => parseTime(text, now)).toThrow(expect.objectContaining({exitCode: 2}));
    },
  );

  it('reads back every ISO time', () => {
    fc.assert(
      fc.property(fc.date({min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true}), (date) => {
        expect(parseTime(date.toISOString(), now)).toBe(date.getTime());
      }),
    );
  });
});
