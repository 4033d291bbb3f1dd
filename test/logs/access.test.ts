import {describe, expect, it} from 'vitest';
import {accessOf} from '../../src/logs/access.js';

const LINES: readonly (readonly [string, object | undefined])[] = [
  ['INFO:     10.0.0.1:1234 - "GET /health HTTP/1.1" 200 OK', {method: 'GET', path: '/health', status: 200}],
  [
    '10.0.0.1 - - [23/Jan/2026:16:25:52 +0000] "GET /healthz HTTP/1.1" 404 153 "-" "ELB-HealthChecker/2.0"',
    {method: 'GET', path: '/healthz', status: 404, userAgent: 'ELB-HealthChecker/2.0'},
  ],
  ['"GET /healthz" 404', {method: 'GET', path: '/healthz', status: 404}],
  ['GET /readyz 503', {method: 'GET', path: '/readyz', status: 503}],
  ['GET / 401', {method: 'GET', path: '/', status: 401}],
  ['GET /health 200 3.210 ms - 15', {method: 'GET', path: '/health', status: 200}],
  [
    '[GIN] 2026/01/23 - 16:25:52 | 404 |     1.2ms |  10.0.0.1 | GET      "/health"',
    {method: 'GET', path: '/health', status: 404},
  ],
  [
    'Request finished HTTP/1.1 GET http://10.0.0.1:8080/health - 500 - text/plain 5.0ms',
    {method: 'GET', path: '/health', status: 500},
  ],
  [
    'method=GET path=/up format=html controller=Rails::HealthController status=200 duration=1.2',
    {method: 'GET', path: '/up', status: 200},
  ],
  ['[23/Jan/2026 16:25:52] "GET /login?token=abc HTTP/1.1" 302 0', {method: 'GET', path: '/login', status: 302}],
  ['Not Found: /healthz', {method: '-', path: '/healthz', status: 404}],
  ['WARNING 2026-01-23 django.request Service Unavailable: /readyz', {method: '-', path: '/readyz', status: 503}],
  ['Not Found: /app/config/prod.json', undefined],
  ['[axios] GET /health 404', undefined],
  ['http-client: GET /health 404 12ms (upstream billing)', undefined],
  ['DEBUG:urllib3.connectionpool:https://billing.example.com:443 "GET /health HTTP/1.1" 404 9', undefined],
  ['[fetch] GET /health 404', undefined],
  ['got: GET /health 404', undefined],
  ['10 requests, last GET /health 404', {method: 'GET', path: '/health', status: 404}],
  ['okhttp.OkHttpClient GET /health 200', undefined],
  ['  --> GET /health 404 2ms', {method: 'GET', path: '/health', status: 404}],
  ['client=10.0.0.1 GET /health 404', {method: 'GET', path: '/health', status: 404}],
  ['File Not Found: /data', undefined],
  ['"GET /metrics HTTP/1.1" 999', undefined],
  ['could not GET /x 5 times', undefined],
  ['PUT order 200 on hold', undefined],
];

describe('access lines', () => {
  it.each(LINES)('%s', (line, expected) => {
    expect(accessOf(line)).toEqual(expected);
  });
});
