import {accessOf} from './access.js';
import {parseJsonLog} from './json-log.js';
import {levelOf} from './level.js';
import {legible, linesOf} from './line.js';

/** One health check, as the application answered it. */
export interface HealthCheck {
  readonly what: string;
  /** Checks of one kind say the same: the answer, and of a bad one whatever else its line says. */
  readonly kind: string;
  /** It has failed, or its line says that something else has. */
  readonly isBad: boolean;
}

/** .NET prints a header, and what happened on the line below. */
const DOTNET_HEADER = /^(?:trce|dbug|info): \S{1,300}\[\d+\]\s*$/;
const DOTNET_REQUEST = /^\s+Request finished /;

/**
 * Reads a health check's access line. Nothing for any other text: an access line in the midst of a traceback is part of
 * the traceback.
 *
 * @param path what App Runner asks for, when the check is of HTTP
 */
export function healthCheckOf(text: string, path: string | undefined): HealthCheck | undefined {
  if (!text.includes('GET') && !text.includes('HEAD')) return undefined;
  if (!text.includes('HealthCheck') && (path === undefined || !text.includes(path))) return undefined;
  const line = onlyLine(text);
  if (line === undefined) return undefined;
  const json = line.charCodeAt(0) === 0x7b ? parseJsonLog(line) : undefined;
  const access = line.charCodeAt(0) === 0x7b ? json?.access : accessOf(legible(line));
  if (access === undefined) return undefined;
  if (access.path !== path && access.userAgent?.includes('HealthCheck') !== true) return undefined;
  const what = `${access.method} ${access.path} answered ${access.status}`;
  const level = json === undefined ? levelOf(line) : json.level;
  const isBad = access.status >= 400 || level === 'error' || level === 'fatal' || json?.exception !== undefined;
  return {what, kind: isBad ? `${what} ${wordsOf(line)}` : what, isBad};
}

/** The line of a text of one line, or of .NET's two. */
function onlyLine(text: string): string | undefined {
  const lines = linesOf(text).filter((line) => line.trim() !== '');
  if (lines.length === 1) return lines[0];
  const [header = '', line = '', ...more] = lines;
  return more.length === 0 && DOTNET_HEADER.test(header) && DOTNET_REQUEST.test(line) ? line : undefined;
}

/** What a line says besides its times, addresses, durations and ids. */
function wordsOf(line: string): string {
  return legible(line)
    .split(/[\s"',;=(){}[\]]+/)
    .filter((word) => !/\d/.test(word))
    .join(' ');
}
