import type {AppRecord} from './model.js';

type Listen = NonNullable<AppRecord['listen']>;

/**
 * What servers print when they listen, by server. The text after the match is the address.
 *
 * Not here, because they speak before the socket is open or of another socket: "Starting server on …", Nest's
 * "application successfully started", Spring's "initialized with port", debuggers, metrics and admin endpoints.
 */
const SERVERS: readonly (readonly [string, RegExp])[] = [
  ['uvicorn', /\bUvicorn running on /],
  ['gunicorn', /\[INFO\] Listening at: /],
  ['hypercorn', /\[INFO\] Running on (?=http)/],
  ['daphne', /\bListening on TCP address /],
  ['django', /\bStarting development server at /],
  ['werkzeug', /\* Running on (?:all addresses \()?/],
  ['waitress', /\bServing on (?=http)/],
  ['aiohttp', /={3,} Running on /],
  ['sanic', /\bGoin' Fast @ /],
  ['http.server', /^Serving HTTP on /],
  ['streamlit', /^\s*(?:Network |External )?URL: (?=http)/],
  ['next', /\bstarted server on (?=\S+:\d)/],
  ['kestrel', /\bNow listening on: /],
  ['tomcat', /\bTomcat started on (?:port\(s\)|ports?):? /],
  ['netty', /\bNetty started on (?:port\(s\)|ports?):? /],
  ['jetty', /\bJetty started on (?:port\(s\)|ports?):? /],
  ['undertow', /\bUndertow started on (?:port\(s\)|ports?):? /],
  ['jetty', /\bStarted \w*ServerConnector@\w+\{[^{}]{0,200}\}\{/],
  ['micronaut', /\bServer Running: /],
  ['ktor', /\bResponding at /],
  ['play', /\bListening for HTTPS? on \/?/],
  ['gin', /\bListening and serving HTTPS? on /],
  ['echo', /http server started on /],
  ['puma', /^\s*\* Listening on (?=(?:https?|tcp|ssl):\/\/)/],
  ['webrick', /\bWEBrick::HTTPServer#start: pid=\d+ port=/],
  ['unicorn', /\blistening on addr=/],
  ['thin', /^Listening on (?=\S+:\d+, CTRL\+C to stop)/],
  ['php', /\bPHP [\d.]+ Development Server \((?=http)/],
  ['laravel', /\bServer running on \[(?=http)/],
  ['rocket', /\bRocket has launched from /],
  ['actix', /\bactix\S* .*?\blistening on: /],
  ['phoenix', /\bRunning \S+ with (?:Bandit|cowboy|Cowboy) [\d.]+ at /],
  ['bun', /\bStarted (?:development )?server:? (?=http)/],
];

/** Servers that say that they run, and not where. */
const PORTLESS: readonly (readonly [string, RegExp])[] = [
  ['nginx', /\[notice\] .*\bstart worker processes$/],
  ['apache', /\bresuming normal operations$/],
];

/** Lines that hold such words and mean something else: clients, failures, questions, other sockets. */
const NOT_LISTENING =
  /\?|\b(?:not|no longer|never|stop(?:s|ped|ping)?|clos(?:ed|ing)|fail(?:s|ed|ure)?|error|unable|cannot|could|can't|refused|denied|wait(?:s|ing)?|try|trying|retry(?:ing)?|will|should|must|going to|connect(?:s|ed|ing|ion to)?|upstream|proxy(?:ing)?|forward(?:ing)?|debugger|inspector|metrics?|prometheus|telemetry|admin|management|actuator|profil(?:er|ing)|pprof|grpc(?!-(?:gateway|web))|(?:debug|internal|diagnostics?)(?: https?)? (?:server|api|port|endpoint|listener|listening)|health ?checks? (?:server|endpoint)|redis|postgres(?:ql)?|mysql|mongo(?:db)?|kafka|rabbitmq|amqp|memcached|database|db|queue|topic|channel|subscri\w+|websocket debugger|livereload|hmr)\b/i;

/** Whether a line speaks of another socket than the one that is checked, or of none that is open. */
export function isOtherSocket(line: string): boolean {
  return NOT_LISTENING.test(line);
}

/** Words in which applications of any language say it. The address must follow. */
const GENERIC: readonly RegExp[] = [
  /(?<![/\w-])listen(?:ing|s)\b(?: (?:for|to)(?: incoming)?(?: HTTPS?)? (?:connections|requests|traffic))?(?: (?:on|at|addr(?:ess)?|port)\b|:(?= )|@)+(?::(?= )|=)? */i,
  /\b(?:server|service|app|application|api|backend|website|site|express|http)\b(?: (?:is|has|now|successfully|up|and))* (?:running|started|ready|live|up|available|serving|launched)(?: (?:and|now|successfully|running|listening))*[:,!]? (?:on|at)\b(?::(?= ))? */i,
  /^(?:[^\w\s]+ )?(?:running|serving|ready|available|started) (?:on|at)\b(?::(?= ))? */i,
  /\bserver (?:running|ready|started|listening)(?: at| on)?: ?(?=https?:)/i,
];

/** Reads a line with which a server says that it listens. Nothing when it is none. */
export function listenOf(line: string): Listen | undefined {
  for (const [server, pattern] of SERVERS) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const address = addressOf(line.slice(match.index + match[0].length), true);
    if (address !== undefined) return {...(server === 'micronaut' ? withoutName(address) : address), server};
    if (server === 'werkzeug' && match[0].includes('all addresses')) return undefined;
  }
  const special = bound(line) ?? local(line) ?? structured(line);
  if (special !== undefined) return special;
  for (const [server, pattern] of PORTLESS) if (pattern.test(line)) return {server};
  if (NOT_LISTENING.test(line)) return undefined;
  for (const pattern of GENERIC) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const rest = line.slice(match.index + match[0].length);
    const address = addressOf(rest, /port\b[: =]*$/i.test(match[0]));
    if (address?.port !== undefined) return address;
  }
  return undefined;
}

/**
 * A message without an address, and the address that stands beside it as a field: {"msg":"listening","port":3000}.
 *
 * @param address `host:port`, `:port` or a URL
 */
export function listenBeside(message: string, address: string): Listen | undefined {
  // The words decide as they do in a line: a metrics server is none that App Runner asks.
  return SAID.test(message.trim()) && !NOT_LISTENING.test(message) ? listenOf(`listening on ${address}`) : undefined;
}

const SAID =
  /^(?:(?:[\w-]{1,24} ){0,3}(?:server|service|app(?:lication)?|api|http) (?:is |now )?(?:started|running|serving|ready)|(?:[\w-]{1,24} ){0,3}listening|started|running|serving)(?: (?:on|at))?(?: (?:port|addr|address))?[.:!]?$/i;

/** Go's slog and logrus (`msg="http server listening" addr=:8080`), zap's console (`server started {"addr": ":8080"}`). */
function structured(line: string): Listen | undefined {
  const match =
    /\bmsg=(?:"([^"]{1,120})"|(\w{1,40}))(?= ).{0,200}? (?:addr(?:ess)?|listen|port)="?([^\s"]{1,255})/.exec(line) ??
    /(?:^|[\t\]] ?|\s{2})((?:[\w-]{1,24} ){0,3}(?:listening|started|running|serving))()\s{1,4}\{.{0,200}?"(?:addr(?:ess)?|listen|port)": ?"?([^\s"},]{1,255})/.exec(
      line,
    );
  if (match === null) return undefined;
  const address = match[3] ?? '';
  return listenBeside(match[1] ?? match[2] ?? '', /^\d+$/.test(address) ? `:${address}` : address);
}

/** Fiber: "http://127.0.0.1:3000" above "(bound on host 0.0.0.0 and port 3000)". */
function bound(line: string): Listen | undefined {
  const match = /\(bound on host ([\w.:[\]-]{1,255}) and port (\d{1,5})\)/.exec(line);
  if (match === null) return undefined;
  const port = portOf(match[2]);
  return port === undefined ? undefined : {host: bare(match[1] ?? ''), port, server: 'fiber'};
}

/**
 * Next, Vite, Astro, Nuxt: "Local:" and "Network:".
 *
 * "Local: http://localhost:3000" is printed whichever address is bound, so its host proves nothing; any other host in
 * it does. "Network: use --host to expose" says that only the loopback address is bound.
 */
function local(line: string): Listen | undefined {
  const match = /^[^\w]{0,20}(Local|Network):\s+(\S+)(.*)$/.exec(line);
  if (match === null) return undefined;
  if (/^use$/i.test(match[2] ?? '') && match[3]?.includes('--host')) return {host: 'localhost', server: 'vite'};
  const url = addressOf(match[2] ?? '', false);
  if (url?.port === undefined) return undefined;
  if (match[1] === 'Local' && url.host !== undefined && /^(?:localhost|127\.0\.0\.1|::1)$/.test(url.host)) {
    return {port: url.port};
  }
  // The machine's own address stands for every address here; its name is what the server was told to bind to.
  const isAddress = url.host === undefined || /^[\d.]+$|:/.test(url.host);
  return match[1] === 'Network' && isAddress ? {host: '0.0.0.0', port: url.port} : url;
}

/**
 * The address at the beginning of a text: a URL, host:port, :port, *:port, "host port N", or a bare port.
 *
 * @param portExpected the words before it named a port: a bare number is one whatever follows
 */
export function addressOf(text: string, portExpected: boolean): {host?: string; port?: number} | undefined {
  const rest = text.replace(/^(?:["'`({<]|\[(?=[a-z]+:\/\/))/, '');
  const url = /^(https?|tcp|ssl|h2c?|unix):\/\/(\[[^\]\s]{0,64}\]|[^\s/:,;)'"\]`]{0,255})(?::(\d{1,5})(?!\d))?/i.exec(
    rest,
  );
  if (url !== null) {
    const scheme = url[1]?.toLowerCase();
    const port = url[3] === undefined ? {http: 80, https: 443}[scheme ?? ''] : portOf(url[3]);
    return port === undefined ? undefined : withHost(url[2] ?? '', port);
  }
  const v6 = /^(::+[\da-f:]{0,32}?|[\da-f:]{2,39}?):(\d{1,5})(?![\d:.])/i.exec(rest);
  if (v6?.[1]?.includes(':')) return address(v6[1].replace(/^:{3,}/, '::'), v6[2]);
  const pair = /^(\[[^\]\s]{0,64}\]|\*|[\w.-]{0,255}):(\d{1,5})(?![\d:.]|\w)/.exec(rest);
  if (pair !== null) return address(pair[1] ?? '', pair[2]);
  const spelled = /^(?:host[ =:]+)?([\w.:[\]-]{1,255}?),?(?: and| on)? (?:on )?port[ =:#]+(\d{1,5})(?!\d)/i.exec(rest);
  if (spelled !== null && !/^(?:tcp|http|https|the)$/i.test(spelled[1] ?? ''))
    return address(spelled[1] ?? '', spelled[2]);
  const port = /^(?:(?:tcp|http|https|the) )?port[ =:#]*(\d{1,5})(?![\d.]|\w)/i.exec(rest);
  if (port !== null) return address('', port[1]);
  const number = /^(\d{2,5})(?![\d.:]|\w)(.*)$/.exec(rest);
  if (number === null) return undefined;
  // "listening on 10 queues" is no port: a bare number ends its sentence.
  return portExpected || /^(?:$|[.!,;)\]"']|\s*$| \(|\s+[^\w\s])/.test(number[2] ?? '')
    ? address('', number[1])
    : undefined;
}

function address(host: string, digits: string | undefined): {host?: string; port?: number} | undefined {
  const port = portOf(digits);
  return port === undefined ? undefined : withHost(host, port);
}

function withHost(host: string, port: number): {host?: string; port: number} {
  const name = bare(host);
  return {...(name !== '' && {host: name}), port};
}

/** Micronaut prints HOSTNAME, which App Runner sets, or localhost, whatever it binds: only a number is an address. */
function withoutName({host, port}: {host?: string; port?: number}): {host?: string; port?: number} {
  return {...(host !== undefined && /^[\d.]+$|:/.test(host) && {host}), ...(port !== undefined && {port})};
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function portOf(digits: string | undefined): number | undefined {
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? port : undefined;
}
