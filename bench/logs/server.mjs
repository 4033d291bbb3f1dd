// CloudWatch Logs, as far as a tail asks for it: events computed from their number, pages kept as bytes, a latency and a
// quota. Fast enough that what is measured is the client.
//   node bench/logs/server.mjs --events 200000 --latency 50 --rate 0 --port 0
import {createServer} from 'node:http';
import {parseArgs} from 'node:util';

const {values} = parseArgs({
  options: {
    events: {type: 'string', default: '200000'},
    latency: {type: 'string', default: '50'},
    rate: {type: 'string', default: '0'},
    port: {type: 'string', default: '0'},
    spacing: {type: 'string', default: '10'},
    variables: {type: 'string', default: '1'},
    lines: {type: 'string', default: 'plain'},
  },
});
const EVENTS = Number(values.events);
const LATENCY = Number(values.latency);
const RATE = Number(values.rate);
const SPACING = Number(values.spacing);
/** Events a page: 200 000 events are 32 pages, as with real lines of some 150 bytes. */
const PER_PAGE = 6250;
const STREAMS = Array.from({length: 4}, (_, i) => `instance/${String(i).repeat(32)}`);
const START = Date.parse('2026-01-23T16:00:00Z');
const WORDS = 'the quick brown fox jumps over a lazy dog while requests keep coming in from everywhere at once'.split(
  ' ',
);

/** Of the service: values to mask. */
const VARIABLES = Object.fromEntries(
  Array.from({length: Number(values.variables)}, (_, i) => [
    `API_KEY_${i}`,
    `canary-${((i + 1) * 2654435761).toString(36)}`,
  ]),
);

const stats = {calls: 0, throttled: 0};
let allowance = RATE;
let refilled = Date.now();

function message(i) {
  const words = Array.from({length: 14}, (_, k) => WORDS[(i * 7 + k * 3) % WORDS.length]).join(' ');
  if (values.lines === 'access')
    return `INFO:     10.0.${i % 256}.7:${i % 60000} - "GET /items/${i}?q=${words.slice(0, 60)} HTTP/1.1" 200 OK`;
  if (values.lines === 'json') {
    return JSON.stringify({level: 'info', logger: 'app.api', message: `request ${i} → ${words}`, took: i % 997});
  }
  return `2026-01-23 16:00:00,000 INFO [worker-${i % 8}] app.api request ${i} ${words} took ${i % 997} ms id=${(i * 2654435761) % 4294967296}`;
}

/** Every event as JSON, one after the other, and where each begins: a page is a slice of it. */
const starts = new Float64Array(EVENTS + 1);
const all = (() => {
  const parts = [];
  let chunk = '';
  let at = 0;
  for (let i = 0; i < EVENTS; i++) {
    const timestamp = START + i * SPACING;
    const json = `{"logStreamName":"${STREAMS[i % STREAMS.length]}","timestamp":${timestamp},"message":${JSON.stringify(message(i))},"ingestionTime":${timestamp + 800},"eventId":"3${String(timestamp).padStart(20, '0')}${String(i).padStart(35, '0')}"},`;
    starts[i] = at;
    at += json.length;
    chunk += json;
    if (chunk.length > 1 << 22) {
      parts.push(Buffer.from(chunk, 'latin1'));
      chunk = '';
    }
  }
  starts[EVENTS] = at;
  parts.push(Buffer.from(chunk, 'latin1'));
  return Buffer.concat(parts);
})();

/** Events [from, to), at most a page. */
function body(from, to) {
  const end = Math.min(from + PER_PAGE, to);
  const tail = end < to ? `],"searchedLogStreams":[],"nextToken":"${end}-${to}"}` : '],"searchedLogStreams":[]}';
  return Buffer.concat([Buffer.from('{"events":['), all.subarray(starts[from], starts[end] - 1), Buffer.from(tail)]);
}

function granted() {
  if (RATE === 0) return true;
  const now = Date.now();
  allowance = Math.min(RATE, allowance + ((now - refilled) / 1000) * RATE);
  refilled = now;
  if (allowance < 1) return false;
  allowance -= 1;
  return true;
}

function answer(target, input) {
  if (target.endsWith('FilterLogEvents')) {
    stats.calls += 1;
    if (!granted()) {
      stats.throttled += 1;
      return [400, Buffer.from(JSON.stringify({__type: 'ThrottlingException', message: 'Rate exceeded'}))];
    }
    if (input.logGroupName.endsWith('/service')) return [200, Buffer.from('{"events":[]}')];
    if (input.nextToken !== undefined) return [200, body(...input.nextToken.split('-').map(Number))];
    const from = Math.min(EVENTS, Math.max(0, Math.ceil(((input.startTime ?? 0) - START) / SPACING)));
    const to =
      input.endTime === undefined
        ? EVENTS
        : Math.min(EVENTS, Math.max(0, Math.ceil((input.endTime - START) / SPACING)));
    return [200, from >= to ? Buffer.from('{"events":[]}') : body(from, to)];
  }
  if (target.endsWith('DescribeService')) {
    const ServiceArn = input.ServiceArn;
    return [
      200,
      Buffer.from(
        JSON.stringify({
          Service: {
            ServiceArn,
            ServiceName: 'my-api',
            ServiceId: '0'.repeat(32),
            Status: 'RUNNING',
            SourceConfiguration: {
              ImageRepository: {
                ImageIdentifier: 'x',
                ImageRepositoryType: 'ECR',
                ImageConfiguration: {RuntimeEnvironmentVariables: VARIABLES},
              },
            },
          },
        }),
      ),
    ];
  }
  if (target.endsWith('DescribeLogStreams')) return [200, Buffer.from('{"logStreams":[]}')];
  if (target.endsWith('ListOperations')) return [200, Buffer.from('{"OperationSummaryList":[]}')];
  return [400, Buffer.from(JSON.stringify({__type: 'UnknownOperationException', message: target}))];
}

const server = createServer((request, response) => {
  if (request.url === '/stats') {
    response.end(JSON.stringify(stats));
    stats.calls = 0;
    stats.throttled = 0;
    allowance = RATE;
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const [status, bytes] = answer(
      String(request.headers['x-amz-target']),
      JSON.parse(Buffer.concat(chunks).toString() || '{}'),
    );
    setTimeout(() => {
      response.writeHead(status, {'content-type': 'application/x-amz-json-1.1', 'content-length': bytes.length});
      response.end(bytes);
    }, LATENCY);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(values.port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
