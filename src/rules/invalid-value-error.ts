import {beforeListening, finalTracebacks, firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** A parse error of a configured value: the variable is there, what it holds cannot be used. */
const VALUE_ERRORS: readonly RegExp[] = [
  /\bFernet key must be 32 url-safe base64-encoded bytes/,
  /\binvalid interpolation syntax in /,
  /\bCould not parse (?:rfc1738 URL|SQLAlchemy URL) from string/i,
  /\bInvalid URL\b|\bERR_INVALID_URL\b|\binvalid connection string\b|\bInvalid DSN\b|\bMalformed (?:URL|database url)\b/i,
  /\bThe provided database string is invalid\b|\bError parsing connection string\b/i,
  /\bInput should be a valid (?:integer|boolean|number|URL)\b|\bvalue is not a valid (?:integer|float|boolean|url)\b/i,
  /\bthe URL must start with the protocol\b/,
  /\bNumberFormatException: For input string\b/,
  /\bFailed to bind properties under\b|\bThe input string '[^']*' was not in a correct format\b/,
  /\bstrconv\.(?:Atoi|Parse(?:Int|Float|Bool)): parsing\b/,
  /\bERR_SOCKET_BAD_PORT\b|\boptions\.port should be >= 0 and < 65536/,
  /\bIncorrect padding\b|\bInvalid base64-encoded string\b/,
];

const INT_ERROR = /\bValueError: (?:invalid literal for int\(\)|could not convert string to float)/;

export const invalidValueError = defineRule({
  id: 'invalid-value-error',
  title: 'An exception says that a configured value cannot be used',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  mayLack: ['prediction'],
  check({'app-records': records, prediction}) {
    const start = beforeListening(records);
    for (const pattern of VALUE_ERRORS) {
      const hit = firstMatch(start, pattern);
      if (hit) return [{data: {variable: nameIn(hit.record.text)}, at: [atRecord(hit.record, hit.line)]}];
    }
    const parse = firstMatch(finalTracebacks(records), INT_ERROR);
    if (parse === undefined) return [];
    const frame = parse.record.text;
    // int() of a request field is no configuration: the frame must read the environment, or a contract must know it.
    const known =
      prediction.status === 'collected' && prediction.value.configuration !== 'changed-since'
        ? prediction.value.prediction.parses.find((p) => p.status === 'fail')
        : undefined;
    if (known === undefined && !/environ|getenv|settings|config|process\.env/i.test(frame)) return [];
    return [{data: {variable: known?.variable ?? nameIn(frame)}, at: [atRecord(parse.record, parse.line)]}];
  },
  message: ({variable}) =>
    `The application could not use a configured value${variable ? ` (${variable})` : ''}: the variable is there, its form is wrong`,
});

/** The variable that the code reads just there: os.environ["X"], getenv('X'), process.env.X. */
function nameIn(text: string): string | null {
  const read = text.match(/(?:environ(?:\.get)?|getenv|env)[([.]{1,2}["']?([A-Z][A-Z0-9_]{2,60})/);
  return read?.[1] ?? text.match(/\b([A-Z][A-Z0-9]*_[A-Z0-9_]{2,60})\b/)?.[1] ?? null;
}
