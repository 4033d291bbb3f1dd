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
const TIME_KEYS = new Set(['time', 'timestamp', '@timestamp', 'ts', '@t', 'Timestamp', 'datetime', 'date', 'asctime']);
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

const METHOD_KEYS = ['method', 'requestMethod', 'request_method', 'http.method'];
const REQUEST_KEYS = ['req', 'request', 'httpRequest', 'http'];

/** What each name of a key stands for, and how early it comes among the names for the same. */
const ROLES = new Map(
  Object.entries({
    level: LEVEL_KEYS,
    message: MESSAGE_KEYS,
    logger: LOGGER_KEYS,
    exception: EXCEPTION_KEYS,
    access: [...REQUEST_KEYS, ...METHOD_KEYS],
  }).flatMap(([role, keys]) => keys.map((key, rank) => [key, {role, rank}] as const)),
);

/** Reads a line that is one JSON object. Nothing when it is not. */
export function parseJsonLog(line: string): JsonLog | undefined {
  const text = line.trim();
  if (text.length > LONGEST || !text.startsWith('{') || !text.endsWith('}')) return undefined;
  const value = parseObject(text);
  if (value === undefined) return undefined;
  const told = rolesIn(value);
  const {level, message, logger, exception} = told;
  const access = told.mayBeAccess ? readAccess(value) : undefined;
  // An object that says none of these is data, not a log line.
  if (level === undefined && message === undefined && exception === undefined && access === undefined) return undefined;
  const rest: {[key: string]: unknown} = {};
  for (const key of Object.keys(value)) {
    if (key === level?.key || key === message?.key || key === logger?.key) continue;
    if (TIME_KEYS.has(key)) continue;
    const left = key === exception?.key ? besides(value[key], exception.found) : value[key];
    if (key === exception?.key && left === undefined) continue;
    // Whatever it is called: by an assignment "__proto__" would vanish.
    if (key === '__proto__') Object.defineProperty(rest, key, {value: left, enumerable: true});
    else rest[key] = left;
  }
  return {
    ...(level !== undefined && {level: level.found}),
    ...(message !== undefined && {message: message.found}),
    ...(exception !== undefined && {exception: exception.found}),
    ...(logger !== undefined && {logger: logger.found}),
    ...(access !== undefined && {access}),
    rest,
  };
}

interface Told<T> {
  readonly key: string;
  readonly rank: number;
  readonly found: T;
}

/** What an object's keys say, told in one walk over the few it has: there are many more names for each role. */
function rolesIn(value: {readonly [key: string]: unknown}): {
  readonly level: Told<Level> | undefined;
  readonly message: Told<string> | undefined;
  readonly logger: Told<string> | undefined;
  readonly exception: Told<string> | undefined;
  readonly mayBeAccess: boolean;
} {
  let level: Told<Level> | undefined;
  let message: Told<string> | undefined;
  let logger: Told<string> | undefined;
  let exception: Told<string> | undefined;
  let mayBeAccess = false;
  for (const key of Object.keys(value)) {
    const known = ROLES.get(key);
    if (known === undefined) continue;
    const {rank} = known;
    if (known.role === 'access') mayBeAccess = true;
    else if (known.role === 'level') level = better(level, key, rank, levelIn(value[key]));
    else if (known.role === 'message') message = better(message, key, rank, textOf(value[key]));
    else if (known.role === 'logger') logger = better(logger, key, rank, textOf(value[key]));
    else exception = better(exception, key, rank, exceptionText(value[key]));
  }
  return {level, message, logger, exception, mayBeAccess};
}

/** Of several keys with one role the one that is named first among its names. */
function better<T>(known: Told<T> | undefined, key: string, rank: number, found: T | undefined): Told<T> | undefined {
  return found === undefined || (known !== undefined && known.rank < rank) ? known : {key, rank, found};
}

function levelIn(value: unknown): Level | undefined {
  return typeof value === 'string' || typeof value === 'number' ? levelWord(value) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
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
  const type = firstOf(value, ['type', 'name', 'class', 'kind'], textOf);
  const message = firstOf(value, ['message', 'msg'], textOf);
  if (message === undefined) return undefined;
  return type === undefined ? message : `${type}: ${message}`;
}

/** What an error object says besides its printed exception: code, detail, cause. Nothing where that is all. */
function besides(value: unknown, printed: string): unknown {
  if (!isObject(value)) return undefined;
  const left = Object.entries(value).filter(([, field]) => !isPrinted(field, printed));
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

function isPrinted(field: unknown, printed: string): boolean {
  if (Array.isArray(field)) return field.every((line) => typeof line === 'string' && printed.includes(line));
  return typeof field === 'string' && printed.includes(field);
}

function readAccess(value: {readonly [key: string]: unknown}): NonNullable<AppRecord['access']> | undefined {
  const request = [...REQUEST_KEYS.map((key) => value[key]), value].find(
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
    firstOf(request, ['userAgent', 'user_agent', 'user-agent'], textOf) ??
    (isObject(request['headers'])
      ? firstOf(request['headers'], ['user-agent', 'User-Agent'], (v) =>
          Array.isArray(v) && typeof v[0] === 'string' ? v[0] : typeof v === 'string' ? v : undefined,
        )
      : undefined);
  return {method, path: pathOf(target), status, ...(userAgent !== undefined && {userAgent})};
}

function methodOf(value: {readonly [key: string]: unknown}): string | undefined {
  return firstOf(value, METHOD_KEYS, (v) => (typeof v === 'string' && /^[A-Z]{3,7}$/.test(v) ? v : undefined));
}

/** The path of a request target: no origin, no query (queries carry tokens). */
export function pathOf(target: string): string {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#][\s\S]*$/, '');
  return path === '' ? '/' : path;
}

function isObject(value: unknown): value is {readonly [key: string]: unknown} {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
