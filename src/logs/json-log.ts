import {type Level, levelWord} from './level.js';
import type {AppRecord} from './model.js';

/** What a JSON log line says, whichever library wrote it (pino, winston, zap, structlog, logback, Serilog, Caddy). */
export interface JsonLog {
  readonly level?: Level;
  readonly message?: string;
  /** The printed exception, traceback included. */
  readonly exception?: string;
  /** Name of the logger. */
  readonly logger?: string;
  readonly access?: NonNullable<AppRecord['access']>;
  /** The rest, for display: everything that is none of the above and no time. */
  readonly rest: {readonly [key: string]: unknown};
}

/** Longer than an event can be is no JSON line. */
const LONGEST = 1_100_000;

const LEVEL_KEYS = ['level', 'severity', 'levelname', 'lvl', 'log.level', '@l', 'Level', 'LogLevel', 'loglevel'];
const MESSAGE_KEYS = ['message', 'msg', 'event', '@m', '@mt', 'Message', 'RenderedMessage', 'short_message', 'log'];
const TIME_KEYS = ['time', 'timestamp', '@timestamp', 'ts', '@t', 'Timestamp', 'datetime', 'date', 'asctime'];
const LOGGER_KEYS = ['logger', 'logger_name', 'name', 'Category', 'SourceContext'];
const EXCEPTION_KEYS = [
  'exc_info',
  'exception',
  'stack_trace',
  'stacktrace',
  'stackTrace',
  'stack',
  'traceback',
  'error.stack_trace',
  'exc_text',
  '@x',
  'Exception',
  'err',
  'error',
];

/** Reads a line that is one JSON object. Nothing when it is not. */
export function parseJsonLog(line: string): JsonLog | undefined {
  const text = line.trim();
  if (text.length > LONGEST || !text.startsWith('{') || !text.endsWith('}')) return undefined;
  const value = parseObject(text);
  if (value === undefined) return undefined;
  const level = firstOf(value, LEVEL_KEYS, (v) =>
    typeof v === 'string' || typeof v === 'number' ? levelWord(v) : undefined,
  );
  const message = firstOf(value, MESSAGE_KEYS, (v) => (typeof v === 'string' ? v : undefined));
  const logger = firstOf(value, LOGGER_KEYS, (v) => (typeof v === 'string' ? v : undefined));
  const exception = firstOf(value, EXCEPTION_KEYS, exceptionText);
  const access = readAccess(value);
  // An object that says none of these is data, not a log line.
  if (level === undefined && message === undefined && exception === undefined && access === undefined) return undefined;
  const used = new Set([
    ...TIME_KEYS,
    ...[level && LEVEL_KEYS, message && MESSAGE_KEYS, logger && LOGGER_KEYS, exception && EXCEPTION_KEYS]
      .filter((keys): keys is string[] => typeof keys === 'object')
      .map((keys) => keys.find((key) => Object.hasOwn(value, key)) ?? ''),
  ]);
  return {
    ...(level !== undefined && {level}),
    ...(message !== undefined && {message}),
    ...(exception !== undefined && {exception}),
    ...(logger !== undefined && {logger}),
    ...(access !== undefined && {access}),
    rest: Object.fromEntries(Object.entries(value).filter(([key]) => !used.has(key))),
  };
}

function parseObject(text: string): {readonly [key: string]: unknown} | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: an ordinary line in braces.
    return undefined;
  }
}

function firstOf<T>(
  value: {readonly [key: string]: unknown},
  keys: readonly string[],
  read: (v: unknown) => T | undefined,
): T | undefined {
  for (const key of keys) {
    if (!Object.hasOwn(value, key)) continue;
    const found = read(value[key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A traceback as text, or an error object ({type, message, stack}) printed like one. */
function exceptionText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.includes('\n') || /(?:Error|Exception)\b/.test(value) ? value : undefined;
  if (Array.isArray(value)) {
    const lines = value.filter((line): line is string => typeof line === 'string');
    return lines.length > 1 ? lines.join('\n') : undefined;
  }
  if (!isObject(value)) return undefined;
  const stack = firstOf(value, ['stack', 'stack_trace', 'stacktrace', 'traceback'], exceptionText);
  if (stack !== undefined) return stack;
  const type = firstOf(value, ['type', 'name', 'class', 'kind'], (v) => (typeof v === 'string' ? v : undefined));
  const message = firstOf(value, ['message', 'msg'], (v) => (typeof v === 'string' ? v : undefined));
  if (message === undefined) return undefined;
  return type === undefined ? message : `${type}: ${message}`;
}

function readAccess(value: {readonly [key: string]: unknown}): NonNullable<AppRecord['access']> | undefined {
  const request = [value['req'], value['request'], value['httpRequest'], value['http'], value].find(
    (v): v is {readonly [key: string]: unknown} => isObject(v) && methodOf(v) !== undefined,
  );
  if (request === undefined) return undefined;
  const method = methodOf(request);
  const target = firstOf(request, ['path', 'url', 'uri', 'requestUrl', 'request_uri', 'http.target'], (v) =>
    typeof v === 'string' ? v : undefined,
  );
  const status = [value['res'], value['response'], request, value]
    .filter(isObject)
    .map((v) =>
      firstOf(v, ['statusCode', 'status', 'status_code', 'code', 'http.status_code'], (s) => {
        const number = typeof s === 'string' ? Number(s) : s;
        return typeof number === 'number' && Number.isInteger(number) && number >= 100 && number <= 599
          ? number
          : undefined;
      }),
    )
    .find((s) => s !== undefined);
  if (method === undefined || target === undefined || status === undefined) return undefined;
  const userAgent =
    firstOf(request, ['userAgent', 'user_agent', 'user-agent'], (v) => (typeof v === 'string' ? v : undefined)) ??
    (isObject(request['headers'])
      ? firstOf(request['headers'], ['user-agent', 'User-Agent'], (v) =>
          Array.isArray(v) && typeof v[0] === 'string' ? v[0] : typeof v === 'string' ? v : undefined,
        )
      : undefined);
  return {method, path: pathOf(target), status, ...(userAgent !== undefined && {userAgent})};
}

function methodOf(value: {readonly [key: string]: unknown}): string | undefined {
  return firstOf(value, ['method', 'requestMethod', 'request_method', 'http.method'], (v) =>
    typeof v === 'string' && /^[A-Z]{3,7}$/.test(v) ? v : undefined,
  );
}

/** The path of a request target: no origin, no query (queries carry tokens). */
export function pathOf(target: string): string {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#][\s\S]*$/, '');
  return path === '' ? '/' : path;
}

function isObject(value: unknown): value is {readonly [key: string]: unknown} {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
