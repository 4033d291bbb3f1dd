import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {listenOf} from '../../src/logs/listen.js';

const LISTENS: readonly (readonly [string, object])[] = [
  [
    'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
    {host: '0.0.0.0', port: 8000, server: 'uvicorn'},
  ],
  [
    '[2026-01-23 16:25:52 +0000] [1] [INFO] Listening at: http://127.0.0.1:8000 (1)',
    {host: '127.0.0.1', port: 8000, server: 'gunicorn'},
  ],
  [
    '[2026-01-23 16:25:52 +0000] [7] [INFO] Running on http://0.0.0.0:8000 (CTRL + C to quit)',
    {host: '0.0.0.0', port: 8000, server: 'hypercorn'},
  ],
  [' * Running on http://127.0.0.1:5000', {host: '127.0.0.1', port: 5000, server: 'werkzeug'}],
  ['INFO:werkzeug: * Running on http://10.0.1.5:5000', {host: '10.0.1.5', port: 5000, server: 'werkzeug'}],
  ['Startup completed in 812ms. Server Running: http://localhost:8080', {port: 8080, server: 'micronaut'}],
  ['Server Running: http://ip-10-0-1-5.ec2.internal:8080', {port: 8080, server: 'micronaut'}],
  ['Server Running: http://127.0.0.1:8080', {host: '127.0.0.1', port: 8080, server: 'micronaut'}],
  ['Starting development server at http://127.0.0.1:8000/', {host: '127.0.0.1', port: 8000, server: 'django'}],
  ['2026-01-23 INFO Listening on TCP address 0.0.0.0:8000', {host: '0.0.0.0', port: 8000, server: 'daphne'}],
  ['INFO:waitress:Serving on http://0.0.0.0:8080', {host: '0.0.0.0', port: 8080, server: 'waitress'}],
  ['======== Running on http://0.0.0.0:8080 ========', {host: '0.0.0.0', port: 8080, server: 'aiohttp'}],
  [
    'Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...',
    {host: '0.0.0.0', port: 8000, server: 'http.server'},
  ],
  ['time=2026-01-23T16:25:52Z level=INFO msg="http server listening" addr=:9090', {port: 9090}],
  ['level=info msg=listening address="0.0.0.0:8080"', {host: '0.0.0.0', port: 8080}],
  ['2026-01-23T16:25:52Z\tINFO\tserver started\t{"addr": ":8080"}', {port: 8080}],
  ['Example app listening on port 3000', {port: 3000}],
  ['Example app listening at http://localhost:3000', {host: 'localhost', port: 3000}],
  ['Server is running on port 3000!', {port: 3000}],
  ['Server running at http://127.0.0.1:3000/', {host: '127.0.0.1', port: 3000}],
  ['🚀 Server ready at http://localhost:4000/', {host: 'localhost', port: 4000}],
  ['listening on *:3000', {host: '*', port: 3000}],
  ['Listening on 3000', {port: 3000}],
  ['listening on :::3000', {host: '::', port: 3000}],
  ['Server listening at http://[::1]:3000', {host: '::1', port: 3000}],
  [
    '[Nest] 1  - 01/23/2026, 4:25:52 PM     LOG Application is running on: http://[::1]:3000',
    {host: '::1', port: 3000},
  ],
  ['ready - started server on 0.0.0.0:3000, url: http://localhost:3000', {host: '0.0.0.0', port: 3000, server: 'next'}],
  ['   - Local:        http://localhost:3000', {port: 3000}],
  ['   - Local:        http://ip-10-0-1-23.ec2.internal:3000', {host: 'ip-10-0-1-23.ec2.internal', port: 3000}],
  ['   - Network:      http://0.0.0.0:3000', {host: '0.0.0.0', port: 3000}],
  ['   - Network:      http://10.0.1.23:3000', {host: '0.0.0.0', port: 3000}],
  ['   - Network:      http://ip-10-0-1-23.ec2.internal:3000', {host: 'ip-10-0-1-23.ec2.internal', port: 3000}],
  ['  ➜  Local:   http://localhost:5173/', {port: 5173}],
  ['  ➜  Network: use --host to expose', {host: 'localhost', server: 'vite'}],
  ["Tomcat started on port 8080 (http) with context path '/'", {port: 8080, server: 'tomcat'}],
  [
    '2026-01-23T16:25:52.000Z  INFO 1 --- [main] o.s.b.w.embedded.tomcat.TomcatWebServer  : Tomcat started on port(s): 8080 (http)',
    {port: 8080, server: 'tomcat'},
  ],
  ['o.s.b.web.embedded.netty.NettyWebServer  : Netty started on port 8080', {port: 8080, server: 'netty'}],
  [
    'INFO: Started ServerConnector@1b2c{HTTP/1.1, (http/1.1)}{0.0.0.0:8080}',
    {host: '0.0.0.0', port: 8080, server: 'jetty'},
  ],
  [
    'my-app 1.0 on JVM (powered by Quarkus) started in 1.2s. Listening on: http://0.0.0.0:8080',
    {host: '0.0.0.0', port: 8080},
  ],
  ['      Now listening on: http://[::]:8080', {host: '::', port: 8080, server: 'kestrel'}],
  ['Now listening on: http://localhost:5000', {host: 'localhost', port: 5000, server: 'kestrel'}],
  ['2026/01/23 16:25:52 listening on :8080', {port: 8080}],
  ['[GIN-debug] Listening and serving HTTP on :8080', {port: 8080, server: 'gin'}],
  ['⇨ http server started on [::]:8080', {host: '::', port: 8080, server: 'echo'}],
  ['│       (bound on host 0.0.0.0 and port 3000)       │', {host: '0.0.0.0', port: 3000, server: 'fiber'}],
  ['* Listening on http://0.0.0.0:3000', {host: '0.0.0.0', port: 3000, server: 'puma'}],
  ['* Listening on tcp://127.0.0.1:3000', {host: '127.0.0.1', port: 3000, server: 'puma'}],
  ['[1] PHP 8.2.0 Development Server (http://0.0.0.0:8000) started', {host: '0.0.0.0', port: 8000, server: 'php'}],
  ['   INFO  Server running on [http://127.0.0.1:8000].', {host: '127.0.0.1', port: 8000, server: 'laravel'}],
  ['Rocket has launched from http://127.0.0.1:8000', {host: '127.0.0.1', port: 8000, server: 'rocket'}],
  [
    '[info] Running MyApp.Endpoint with Bandit 1.5.0 at 0.0.0.0:4000 (http)',
    {host: '0.0.0.0', port: 4000, server: 'phoenix'},
  ],
  ['2026/01/23 16:25:52 [notice] 1#1: start worker processes', {server: 'nginx'}],
  ['Server listening on 0.0.0.0 port 8080.', {host: '0.0.0.0', port: 8080}],
];

const DOES_NOT: readonly string[] = [
  'connecting to db on port 5432',
  'Connected to Redis at redis.example.com:6379',
  'Is the server running on host "db" (10.0.0.1) and accepting TCP/IP connections on port 5432?',
  '	Is the server running on that host and accepting TCP/IP connections?',
  'Debugger listening on ws://127.0.0.1:9229/0f2c936f-b1cd-4ac9-aab3-f63b0f33d55e',
  'Prometheus metrics server listening on :9090',
  'gRPC server listening on [::]:50051',
  'serving grpc on 0.0.0.0:9000',
  'debug server listening on :6060',
  'internal API listening on port 8081',
  '{"logger":"admin"} admin endpoint started localhost:2019',
  'Error: listen EADDRINUSE: address already in use :::3000',
  'failed to listen on port 3000',
  'Server stopped listening on port 3000',
  'Waiting for database to be listening on port 5432',
  'Worker listening on queue emails',
  'listening on 10 queues',
  'Listening for events on channel 4000',
  'Tomcat initialized with port 8080 (http)',
  'Starting server on :8080',
  '[Nest] 1 - LOG [NestApplication] Nest application successfully started',
  'level=info msg="metrics server listening" addr=:9090',
  'level=info msg="worker started" port=9090',
  'postgres listening on port 5432',
  'could not connect to server: Connection refused',
  'GET /listening on port 3000',
  'listening on port 0',
  'listening on port 99999',
];

describe('listen lines', () => {
  it.each(LISTENS)('%s', (line, expected) => {
    expect(listenOf(line)).toEqual(expected);
  });

  it.each(DOES_NOT)('is none: %s', (line) => {
    expect(listenOf(line)).toBeUndefined();
  });

  it('is total, and every port is one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('listening on ', 'Server running at ', 'Uvicorn running on ', ''),
        fc.string(),
        (head, tail) => {
          const port = listenOf(head + tail)?.port;
          if (port !== undefined) expect(port >= 1 && port <= 65_535).toBe(true);
        },
      ),
    );
  });
});
