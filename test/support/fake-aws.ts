import {once} from 'node:events';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {AwsError, accessDenied} from './fake-aws/aws-error.js';
import type {Dataset} from './fake-aws/dataset.js';
import {covers, type Fault, Faults, faultError} from './fake-aws/faults.js';
import {type Answer, answer, errorAnswer, parseRequest, type Request} from './fake-aws/protocol.js';
import {type RecordedCall, Recorder} from './fake-aws/recorder.js';
import {serveRegistry} from './fake-aws/registry.js';
import {apprunner} from './fake-aws/services/apprunner.js';
import {ecr} from './fake-aws/services/ecr.js';
import {type LogPaging, logs} from './fake-aws/services/logs.js';
import {type InsightsBehaviour, insights} from './fake-aws/services/logs-insights.js';
import {cloudtrail, cloudwatch, ec2, iam, secretsmanager, ssm, sts} from './fake-aws/services/others.js';
import {createWorld, elsewhere, type World} from './fake-aws/world.js';

export type {Dataset} from './fake-aws/dataset.js';
export type {Fault, FaultKind} from './fake-aws/faults.js';
export type {RecordedCall} from './fake-aws/recorder.js';

export interface FakeAwsOptions {
  readonly faults?: readonly Fault[];
  /** Milliseconds before each answer; by operation, or for all. */
  readonly latencyMs?: number | {readonly [operation: string]: number};
  /** Calls a second by operation; more are throttled. */
  readonly callsPerSecond?: {readonly [operation: string]: number};
  readonly logPaging?: Partial<LogPaging>;
  readonly insights?: Partial<InsightsBehaviour>;
  /** How far AWS's clock is ahead of this machine's. It refuses what is signed 5 minutes off, as AWS does. */
  readonly clockAheadMs?: number;
  /** How long a layer's download URL is good. Default an hour. */
  readonly layerUrlLifetimeMs?: number;
  /** What becomes of an answer before it is sent. */
  readonly distort?: (operation: string, output: unknown) => unknown;
}

/** AWS on loopback: what a dataset holds, in the protocols that the SDK speaks. */
export interface FakeAws extends AsyncDisposable {
  /** `http://127.0.0.1:port`: value of AWS_ENDPOINT_URL and of a client's `endpoint`. */
  readonly url: string;
  readonly world: World;
  /** Every call so far, in the order of arrival. */
  readonly calls: readonly RecordedCall[];
  /** Variables with which a process talks to this server and to nothing else. */
  readonly env: {readonly [name: string]: string};
  /** Settings for an SDK client that does the same. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: {readonly accessKeyId: string; readonly secretAccessKey: string};
  };
  /** Operations called so far: sorted, each once. */
  operations(): string[];
  /** Sockets that clients hold open. */
  connections(): Promise<number>;
  addFault(fault: Fault): void;
  clearFaults(): void;
  close(): Promise<void>;
}

type Handler = (params: Request['params'], world: World) => unknown;

const DEFAULT_PAGING: LogPaging = {events: 10_000, bytes: 1_048_576, emptyPages: 0};

/** Starts the server on a free port. Close it, or hold it with `await using`. */
export async function startFakeAws(dataset: Dataset, options: FakeAwsOptions = {}): Promise<FakeAws> {
  const recorder = new Recorder();
  const faults = new Faults();
  for (const fault of options.faults ?? []) faults.add(fault);
  const handlers = handlersOf({...DEFAULT_PAGING, ...options.logPaging}, options.insights);
  const limits = new RateLimits(options.callsPerSecond ?? {});

  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = createWorld(dataset, url, options.layerUrlLifetimeMs ?? 3_600_000);

  server.on('request', (message: IncomingMessage, response: ServerResponse) => {
    response.setHeader('date', new Date(Date.now() + (options.clockAheadMs ?? 0)).toUTCString());
    serve(message, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(message);
    if (message.url !== '/' && message.url !== undefined) {
      await serveBytes(message, response);
      return;
    }
    let request: Request;
    try {
      request = parseRequest(message, body);
    } catch (error) {
      send(response, errorAnswer('json-1.1', asAwsError(error)));
      return;
    }
    const name = `${request.service}:${request.operation}`;
    const call = recorder.start(name, request.params);
    response.on('close', () => recorder.end(call));
    await delay(name);
    const accessKeyId = /Credential=([^/]+)/.exec(message.headers.authorization ?? '')?.[1];
    const hasToken = request.params['nextToken'] !== undefined;
    const fault = faults.next(name, {
      ...(accessKeyId !== undefined && {accessKeyId}),
      hasToken,
      params: request.params,
    });
    if (fault !== undefined) call.fault = fault.kind;
    const reply = replyTo(request, name, message, fault);
    if (await deliver(response, reply, fault)) call.status = reply.status;
  }

  async function serveBytes(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = `${message.url?.startsWith('/starport/') ? 'layer' : 'registry'}:${message.method}`;
    const call = recorder.start(name, {url: message.url?.replace(/\?.*/, '')});
    response.on('close', () => recorder.end(call));
    await delay(name);
    const fault = faults.next(name);
    if (fault === undefined) {
      serveRegistry(message, response, world);
      call.status = response.statusCode;
      return;
    }
    call.fault = fault.kind;
    if (fault.kind === 'slow-body') {
      await sleep(fault.ms ?? 2000);
      serveRegistry(message, response, world);
      return;
    }
    const error = faultError(fault, name, world.caller);
    // S3 says 503 where the other services throttle with 400, and 403 to whoever may not.
    const refusal = fault.kind === 'throttle' ? 503 : 403;
    const status = error === undefined ? 200 : fault.kind.startsWith('error') ? error.status : refusal;
    await deliver(response, {status, type: 'text/plain', body: 'cut short'}, fault);
  }

  function replyTo(request: Request, name: string, message: IncomingMessage, fault: Fault | undefined): Answer {
    try {
      const error = fault && faultError(fault, name, world.caller);
      if (error !== undefined) throw error;
      if (limits.exceeded(name)) throw new AwsError('ThrottlingException', 'Rate exceeded');
      const region = signedRegion(message);
      refuseSkew(message, Date.now() + (options.clockAheadMs ?? 0));
      if (dataset.denied?.some((pattern) => covers(pattern, name))) throw accessDenied(world.caller, name);
      const handler = handlers[request.service]?.[request.operation];
      if (handler === undefined) throw new AwsError('UnknownOperationException', `The fake does not know ${name}`);
      const everywhere = request.service === 'sts' || request.service === 'iam';
      const here = everywhere || region === world.region ? world : elsewhere(world, region);
      const output = handler(request.params, here);
      return answer(request, options.distort === undefined ? output : options.distort(name, output));
    } catch (error) {
      return errorAnswer(request.protocol, asAwsError(error));
    }
  }

  async function delay(name: string): Promise<void> {
    const latency = options.latencyMs;
    const ms = typeof latency === 'object' ? (latency[name] ?? 0) : (latency ?? 0);
    if (ms > 0) await sleep(ms);
  }

  const close = () => closeServer(server);
  return {
    url,
    world,
    calls: recorder.calls,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: world.region,
      AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake-secret-access-key',
      AWS_CONFIG_FILE: '/nonexistent/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    client: {
      endpoint: url,
      region: world.region,
      credentials: {accessKeyId: 'AKIAFAKEFAKEFAKEFAKE', secretAccessKey: 'fake-secret-access-key'},
    },
    operations: () => [...new Set(recorder.calls.map((call) => call.operation))].sort(),
    connections: promisify(server.getConnections.bind(server)),
    addFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function handlersOf(
  paging: LogPaging,
  behaviour: Partial<InsightsBehaviour> | undefined,
): {readonly [service: string]: {readonly [operation: string]: Handler}} {
  return {
    apprunner,
    logs: {...logs(paging), ...insights(behaviour)},
    ecr,
    sts,
    cloudtrail,
    iam,
    secretsmanager,
    ssm,
    cloudwatch,
    ec2,
  };
}

/** What the fake answers to: "apprunner:ListServices" and so on. Every other call is an unknown operation to it. */
export function knownOperations(): string[] {
  return Object.entries(handlersOf(DEFAULT_PAGING, {})).flatMap(([service, operations]) =>
    Object.keys(operations).map((operation) => `${service}:${operation}`),
  );
}

class RateLimits {
  readonly #perSecond: {readonly [operation: string]: number};
  readonly #recent = new Map<string, number[]>();

  constructor(perSecond: {readonly [operation: string]: number}) {
    this.#perSecond = perSecond;
  }

  /** A sliding second, as a bucket of AWS's would refill. */
  exceeded(operation: string): boolean {
    const limit = this.#perSecond[operation];
    if (limit === undefined) return false;
    const now = performance.now();
    const recent = (this.#recent.get(operation) ?? []).filter((at) => now - at < 1000);
    const over = recent.length >= limit;
    if (!over) recent.push(now);
    this.#recent.set(operation, recent);
    return over;
  }
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The region in the signature's scope: AWS answers for that region only. */
function signedRegion(message: IncomingMessage): string {
  const scope = /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(message.headers.authorization ?? '');
  if (scope?.[1] === undefined) {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  return scope[1];
}

const SKEW_LIMIT_MS = 5 * 60_000;

/** AWS takes no signature of long ago or of times to come. */
function refuseSkew(message: IncomingMessage, now: number): void {
  const signed = String(message.headers['x-amz-date']).replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  if (Math.abs(Date.parse(signed) - now) <= SKEW_LIMIT_MS) return;
  throw new AwsError('InvalidSignatureException', `Signature expired: ${signed} is too far off`, 403);
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}

/** Answers, or misbehaves as the fault says. Tells whether a whole answer went out. */
async function deliver(response: ServerResponse, reply: Answer, fault: Fault | undefined): Promise<boolean> {
  switch (fault?.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return false;
    case 'never':
      return false;
    case 'empty':
      send(response, {...reply, status: 200, body: ''});
      return true;
    case 'not-json':
      send(response, {...reply, status: 200, type: 'text/html', body: '<html><body>Bad Gateway</body></html>'});
      return true;
    case 'cut-body': {
      const body = Buffer.from(reply.body);
      response.writeHead(reply.status, {'content-type': reply.type, 'content-length': body.length + 1});
      response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.socket?.resetAndDestroy());
      return false;
    }
    case 'slow-body': {
      const body = Buffer.from(reply.body);
      response.writeHead(reply.status, {'content-type': reply.type, 'content-length': body.length});
      const steps = 20;
      for (let i = 0; i < steps && !response.destroyed; i++) {
        response.write(body.subarray((body.length * i) / steps, (body.length * (i + 1)) / steps));
        await sleep((fault.ms ?? 2000) / steps);
      }
      response.end();
      return true;
    }
    default:
      send(response, reply);
      return true;
  }
}

function send(response: ServerResponse, reply: Answer): void {
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'content-length': Buffer.byteLength(reply.body),
    'x-amzn-requestid': '00000000-0000-4000-8000-000000000000',
    ...reply.headers,
  });
  response.end(reply.body);
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
