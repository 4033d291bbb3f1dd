import * as fc from 'fast-check';
import type {Report} from '../../src/report/model.js';

/** Text that acts on terminals, browsers, build logs and parsers when it is printed as it is. */
export const HOSTILE = [
  '\u001B[31mred\u001B[0m',
  '\u001B[2J\u001B[1;1H',
  '\u001B]0;title\u0007',
  '\u001B]8;;https://example.com\u001B\\link\u001B]8;;\u001B\\',
  '\u009B31m',
  '\u0000\u0008\u007F\r overwritten',
  'left\u202Eright\u2066\u2069',
  'zero\u200Bwidth\u200D\uFEFF\u00AD',
  'tag\u{E0041}\u{E007F}',
  'lone \uD800 surrogate',
  'non\uFFFEcharacter',
  '\u2028line\u2029separators',
  '::error title=x::forged',
  'two\n::error::forged\n::set-output name=x::y',
  '%0A::warning::forged',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>',
  ']]>&lt;<!--',
  '&#60;script&#62;',
  '# heading\n- item\n> quote\n```\nfence\n````',
  '[link](javascript:alert(1)) ![image](https://example.com/x.png)',
  '| table | cell |\n|---|---|',
  '<details><summary>x</summary>',
  '@everyone #1 https://example.com',
  '`a` ``b`` *c* _d_ ~e~ \\f',
  '漢字とかな 👩‍💻 é e\u0301',
  'x'.repeat(300),
  '',
  ' ',
  '\n\n',
] as const;

const hostileString = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({unit: 'binary', maxLength: 60}),
  fc.array(fc.constantFrom(...HOSTILE), {maxLength: 3}).map((parts) => parts.join('')),
);

/** Places that hold a tag of the model, not text. Array indices are left out of the path. */
const TAG =
  /^(outcome|lastProven|diedIn|target\.platform|startup\.configuration|startup\.prediction\.outcome|hypotheses\.id)$|(^|\.)(phase|verdict|strength|severity|kind|horizon)$|^timeline\.source$|^(gaps|startup\.prediction\.(checks|parses))\.status$|(at|pointer|gaps)\.evidence$/;

/** The report with its texts replaced by hostile ones; tags, numbers and shape stay. */
export function hostileReports(report: Report): fc.Arbitrary<Report> {
  return fc.array(hostileString, {minLength: 1, maxLength: 25}).map((strings) => poison(report, strings));
}

/** Every text of the report replaced, in turn, by one of the strings. */
export function poison(report: Report, strings: readonly string[]): Report {
  let next = 0;
  const walk = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return TAG.test(path) ? value : strings[next++ % strings.length];
    if (Array.isArray(value)) return value.map((inner) => walk(inner, path));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, walk(inner, path === '' ? key : `${path}.${key}`)]),
    );
  };
  return walk(report, '') as Report;
}
