import {parseJsonLog} from './json-log.js';
import {addressOf, isOtherSocket} from './listen.js';

/** "starting http server", "Serving the API": what is printed before the socket is open, and by many a server alone. */
const ANNOUNCES =
  /\b(?:starting|launching|booting|initiali[sz]ing|serving)\b(?: [\w.'"/-]+){0,4}? (?:server|listener|app(?:lication)?|service|api|https?|web)\b/i;

const FIELDS = ['port', 'addr', 'address', 'listen', 'listen_addr', 'listenAddr', 'bind'];

/** Whether a line announces a server. It may listen since, and say no more. */
export function announcesServer(line: string): boolean {
  return ANNOUNCES.test(line);
}

/** The port that a line names which announces a server, in its words or in a field of its own. */
export function announcedPort(line: string): number | undefined {
  const json = parseJsonLog(line);
  const said = json?.message ?? line;
  const match = ANNOUNCES.exec(said);
  if (match === null || isOtherSocket(said)) return undefined;
  const field = FIELDS.map((key) => json?.rest[key]).find((v) => typeof v === 'string' || typeof v === 'number');
  return portIn(String(field ?? '')) ?? wordedPort(said.slice(match.index + match[0].length));
}

/** "on port 5000", "at http://0.0.0.0:5000", `addr=:5000`. */
function wordedPort(rest: string): number | undefined {
  const match = /(?:\b(?:on|at|port|addr(?:ess)?|listen)\b[:=]? ?)+"?(\S{1,255})/.exec(rest);
  return match?.[1] === undefined ? undefined : portIn(match[1].replace(/[",;)]+$/, ''));
}

function portIn(address: string): number | undefined {
  return addressOf(/^\d+$/.test(address) ? `:${address}` : address, true)?.port;
}
