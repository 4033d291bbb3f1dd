import {pathOf} from './json-log.js';
import type {AppRecord} from './model.js';

type Access = NonNullable<AppRecord['access']>;

const METHOD = '(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|CONNECT|TRACE)';

/** `"GET /health HTTP/1.1" 200 …`: uvicorn, hypercorn, gunicorn, nginx, Apache, werkzeug, Django, Tomcat, Puma, morgan. */
const QUOTED = new RegExp(`"${METHOD} ([^\\s"]{1,2000})(?: HTTP/[\\d.]{1,4})?"[ ,:-]{1,4}(\\d{3})(?!\\d)`);
/** The rest of the combined format: size, referer, agent. */
const AGENT = /^ (?:\d+|-) "[^"]*" "([^"]*)"/;
/** `GET /health 200 3.2 ms`: morgan dev and tiny, Nest, Next. */
const BARE = new RegExp(
  `(?:^|[\\s\\]|:-])${METHOD} (/[^\\s"]{0,2000}) (?:HTTP/[\\d.]{1,4} )?(?:(?:->|→|=>|-|status[:=]) ?)?(\\d{3})(?=[\\s,;]|$)`,
);
const GIN = new RegExp(`^\\[GIN\\][^|]*\\| *(\\d{3}) *\\|[^|]*\\|[^|]*\\| *${METHOD} +"?([^\\s"]{1,2000})`);
const KESTREL = new RegExp(
  `Request finished HTTP/[\\d.]{1,4} ${METHOD} (\\S{1,2000}) \\S{0,300} ?\\S{0,20} ?- (\\d{3})(?!\\d)`,
);

/** Django's own warning of an answer, often the only word where the server in front of it writes no access log. It leaves out the method. */
const DJANGO =
  /^(?:.{0,120}\bdjango\.request\b.{0,40}\s)?(Bad Request|Unauthorized|Forbidden|Not Found|Method Not Allowed|Internal Server Error|Service Unavailable): (\/(?:[^\s".]{0,2000}\/)?[^\s".]{0,200})$/;
const DJANGO_STATUS: {readonly [phrase: string]: string} = {
  'Bad Request': '400',
  Unauthorized: '401',
  Forbidden: '403',
  'Not Found': '404',
  'Method Not Allowed': '405',
  'Internal Server Error': '500',
  'Service Unavailable': '503',
};

/**
 * Clients that log their own calls, by their names before the request, and urllib3, which writes the origin there:
 * what another service answered. Words that servers use too (`client`, `request`, an arrow) are none, and those that are
 * plain English count only as a name: `[fetch]`, `got:`.
 */
const OUTBOUND =
  /\b(?:axios|httpx|urllib3|aiohttp\.client|node-fetch|undici|superagent|[\w-]*http-?client|okhttp\w*|resttemplate|restclient|webclient|feign\w*|retrofit|faraday|httparty|guzzle\w*|reqwest|resty|outbound|outgoing|upstream)\b|(?:^|[[(\s])(?:requests|got|fetch)[\]):.]|\bhttps?:\/\/[^\s"]{1,255} $/i;

/** Whether what stands before a request says that the application itself sent it. */
function isOutbound(before: string): boolean {
  return OUTBOUND.test(before);
}

/** Reads an access-log line. Nothing when it is none. */
export function accessOf(line: string): Access | undefined {
  const quoted = QUOTED.exec(line);
  if (quoted !== null) {
    if (isOutbound(line.slice(0, quoted.index))) return undefined;
    const agent = AGENT.exec(line.slice(quoted.index + quoted[0].length))?.[1];
    return access(quoted[1], quoted[2], quoted[3], agent);
  }
  const gin = GIN.exec(line);
  if (gin !== null) return access(gin[2], gin[3], gin[1]);
  const kestrel = KESTREL.exec(line);
  if (kestrel !== null) return access(kestrel[1], kestrel[2], kestrel[3]);
  const pairs = keyed(line);
  if (pairs !== undefined) return pairs;
  const django = DJANGO.exec(line);
  if (django !== null) return access('-', django[2], DJANGO_STATUS[django[1] ?? '']);
  const bare = BARE.exec(line);
  return bare === null || isOutbound(line.slice(0, bare.index)) ? undefined : access(bare[1], bare[2], bare[3]);
}

/** logfmt: lograge, zap's console, logrus. */
function keyed(line: string): Access | undefined {
  if (!line.includes('method=')) return undefined;
  const value = (key: string) => new RegExp(`(?:^|\\s)${key}="?([^\\s"]{1,2000})`).exec(line)?.[1];
  const status = value('status') ?? value('status_code') ?? value('code');
  return status !== undefined && /^\d{3}$/.test(status)
    ? access(value('method'), value('path') ?? value('uri') ?? value('url'), status)
    : undefined;
}

function access(
  method: string | undefined,
  target: string | undefined,
  status: string | undefined,
  agent?: string,
): Access | undefined {
  const code = Number(status);
  if (method === undefined || target === undefined || !(code >= 100 && code <= 599)) return undefined;
  return {
    method,
    path: pathOf(target),
    status: code,
    ...(agent !== undefined && agent !== '' && agent !== '-' && {userAgent: agent}),
  };
}

/** What of a Rails request a line tells: Rails prints the path first, and the status on another line. */
export function railsPart(
  line: string,
): {readonly started: {readonly method: string; readonly path: string}} | {readonly completed: number} | undefined {
  const started = new RegExp(`Started ${METHOD} "([^"]{1,2000})" for `).exec(line);
  if (started?.[1] !== undefined && started[2] !== undefined) {
    return {started: {method: started[1], path: pathOf(started[2])}};
  }
  const completed = /(?:^|\] |: )Completed (\d{3}) /.exec(line);
  return completed === null ? undefined : {completed: Number(completed[1])};
}
