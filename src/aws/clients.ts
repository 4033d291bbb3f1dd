import {readFileSync} from 'node:fs';
import {Agent as HttpAgent} from 'node:http';
import {Agent as HttpsAgent} from 'node:https';
import type {Readable} from 'node:stream';
import {rootCertificates} from 'node:tls';
import type {AppRunnerClient, AppRunnerClientConfig} from '@aws-sdk/client-apprunner';
import type {CloudTrailClient} from '@aws-sdk/client-cloudtrail';
import type {CloudWatchClient} from '@aws-sdk/client-cloudwatch';
import type {CloudWatchLogsClient} from '@aws-sdk/client-cloudwatch-logs';
import type {EC2Client} from '@aws-sdk/client-ec2';
import type {ECRClient} from '@aws-sdk/client-ecr';
import type {IAMClient} from '@aws-sdk/client-iam';
import type {SecretsManagerClient} from '@aws-sdk/client-secrets-manager';
import type {SSMClient} from '@aws-sdk/client-ssm';
import type {STSClient} from '@aws-sdk/client-sts';
import {AwsError, type AwsFailure, explainAwsError, type FailureContext} from './errors.js';
import {type CallObserver, checkAnswers, guard, type ObservableClient, observe} from './middleware.js';
import {findOperation, type OperationId, type ServiceId} from './operations.js';
import {explainProfile, readProfiles} from './profiles.js';

export interface AwsOptions {
  /** The region asked for (an ARN's or a flag's); without it the SDK's own chain decides. */
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Reads credentials from their files again, which the SDK otherwise does once in the life of a process. */
  readonly renewed?: boolean | undefined;
  /** Aborts every call. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until a connection must stand. */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds that one call may take, retries included. */
  readonly callTimeoutMs?: number | undefined;
  /** Waited for before each call, by operation ("logs:GetLogEvents"): spreads calls over time. */
  readonly pace?: ((operation: string) => Promise<void>) | undefined;
  readonly observer?: CallObserver | undefined;
}

export interface Clients {
  apprunner: AppRunnerClient;
  sts: STSClient;
  logs: CloudWatchLogsClient;
  ecr: ECRClient;
  cloudtrail: CloudTrailClient;
  iam: IAMClient;
  secretsmanager: SecretsManagerClient;
  ssm: SSMClient;
  ec2: EC2Client;
  cloudwatch: CloudWatchClient;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** All of AWS as this tool sees it: lazy clients over one connection pool, reading operations only. */
export interface Aws {
  /** A client, made on first use. Another region than the run's own gets its own client. */
  client<S extends ServiceId>(service: S, region?: string): Promise<Clients[S]>;
  /**
   * Does one call (or one loop over pages) under a deadline, and turns whatever goes wrong into an AwsError.
   *
   * The work is raced against the deadline too: credential providers and bodies that hang know no signal.
   */
  run<T>(operation: OperationId, work: (signal: AbortSignal) => Promise<T>, options?: CallOptions): Promise<T>;
  /** What one run asks only once: the same answer, or failure, for the same key. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
  /** The region in use; throws an AwsError when none is configured. */
  region(): Promise<string>;
  readonly agents: {readonly http: HttpAgent; readonly https: HttpsAgent};
  readonly profile: string | undefined;
  /** Ends every call that is still under way, and every connection. */
  close(): void;
}

type Config = Pick<
  AppRunnerClientConfig,
  'customUserAgent' | 'disableHostPrefix' | 'logger' | 'requestHandler' | 'streamCollector' | 'userAgentAppId'
> & {
  region?: string;
  credentials?: NonNullable<AppRunnerClientConfig['credentials']>;
  /** Not in the clients' types, but handed on to what reads the files of a profile. */
  ignoreCache?: true;
};

const LOAD: {readonly [S in ServiceId]: (config: Config) => Promise<Clients[S]>} = {
  apprunner: async (config) => new (await import('./sdk/apprunner.js')).AppRunnerClient(config),
  sts: async (config) => new (await import('./sdk/sts.js')).STSClient(config),
  logs: async (config) => new (await import('./sdk/logs.js')).CloudWatchLogsClient(config),
  ecr: async (config) => new (await import('./sdk/ecr.js')).ECRClient(config),
  cloudtrail: async (config) => new (await import('./sdk/cloudtrail.js')).CloudTrailClient(config),
  iam: async (config) => new (await import('./sdk/iam.js')).IAMClient(config),
  secretsmanager: async (config) => new (await import('./sdk/secretsmanager.js')).SecretsManagerClient(config),
  ssm: async (config) => new (await import('./sdk/ssm.js')).SSMClient(config),
  ec2: async (config) => new (await import('./sdk/ec2.js')).EC2Client(config),
  cloudwatch: async (config) => new (await import('./sdk/cloudwatch.js')).CloudWatchClient(config),
};

const REQUEST_TIMEOUT_MS = 8_000;

/** The body of an answer. The SDK's own looks whether it is one of the web's streams, and has Node load those. */
function collectBody(body: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    body.on('data', (piece: Buffer) => pieces.push(piece));
    body.on('end', () => resolve(Buffer.concat(pieces)));
    body.on('error', reject);
  });
}

/** No logger of the SDK's may write: its warnings on stderr are not the user's business, and some quote input. */
const SILENT = {trace() {}, debug() {}, info() {}, warn() {}, error() {}};

export function openAws(options: AwsOptions = {}): Aws {
  // The SDK reads a profile's endpoint_url only through the environment, never through the `profile` option.
  if (options.profile !== undefined) process.env['AWS_PROFILE'] = options.profile;
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

  const profile = options.profile ?? process.env['AWS_PROFILE'];
  // The aws CLI also takes AWS_DEFAULT_REGION, the SDK does not.
  const region = options.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  const ca = certificateAuthorities();
  const agents = {
    http: new HttpAgent({keepAlive: true, maxSockets: 64}),
    https: new HttpsAgent({keepAlive: true, maxSockets: 64, ...(ca && {ca})}),
  };
  const callTimeoutMs = options.callTimeoutMs ?? 20_000;
  const overridden = Object.keys(process.env).some((name) => name.startsWith('AWS_ENDPOINT_URL'));
  const base: Config = {
    ...(region !== undefined && region !== '' && {region}),
    ...(options.renewed === true && {ignoreCache: true as const}),
    requestHandler: {
      httpAgent: agents.http,
      httpsAgent: agents.https,
      connectionTimeout: options.connectTimeoutMs ?? 3_000,
      // One try: a call that hangs is tried again within its deadline.
      requestTimeout: Math.min(REQUEST_TIMEOUT_MS, callTimeoutMs),
      throwOnRequestTimeout: true,
    },
    streamCollector: collectBody,
    // A host prefix ("streaming-…") does not resolve where the endpoint is a proxy or a local server.
    ...(overridden && {disableHostPrefix: true}),
    customUserAgent: [['nerava-diag', '1']],
    userAgentAppId: 'nerava-diag',
    logger: SILENT,
  };

  // A call left alone by whoever gave up would be tried again, over a connection that nobody closes.
  const closed = new AbortController();
  const clients = new Map<string, Promise<Clients[ServiceId]>>();
  const hosts = new Map<ServiceId, string>();
  const asked = new Map<string, Promise<unknown>>();
  // One chain of credential providers for all clients: SSO, a process or the metadata service is asked once.
  let first: Promise<Clients[ServiceId]> | undefined;

  async function make<S extends ServiceId>(
    service: S,
    regionOfClient: string | undefined,
    lender: Promise<Clients[ServiceId]> | undefined,
  ): Promise<Clients[S]> {
    const lending = await lender;
    const client = await LOAD[service]({
      ...base,
      ...(regionOfClient !== undefined && {region: regionOfClient}),
      ...(lending && {credentials: () => lending.config.credentials()}),
    });
    const observable = client as unknown as ObservableClient;
    guard(observable, service, (host) => hosts.set(service, host), options.pace);
    await checkAnswers(observable);
    if (options.observer !== undefined) observe(observable, service, options.observer, explain);
    return client;
  }

  function explain(operation: OperationId, error: unknown, end: Partial<FailureContext> = {}): AwsFailure {
    const entry = findOperation(operation);
    const failure = explainAwsError(error, {
      operation,
      action: entry?.iamAction ?? operation,
      profile,
      region,
      host: entry && hosts.get(entry.service),
      ...end,
    });
    const unexplained =
      failure.kind === 'no-credentials' ||
      failure.kind === 'profile-unknown' ||
      // A profile that does not exist names no region either, and the SDK asks for that first.
      (failure.kind === 'region-missing' && profile !== undefined && !readProfiles().has(profile));
    return unexplained && profile !== undefined ? explainProfile(failure, profile) : failure;
  }

  return {
    agents,
    profile,
    client(service, otherRegion) {
      const key = `${service} ${otherRegion ?? ''}`;
      let client = clients.get(key);
      if (client === undefined) {
        client = make(service, otherRegion, first);
        clients.set(key, client);
        first ??= client;
      }
      return client as Promise<Clients[typeof service]>;
    },
    async run(operation, work, call = {}) {
      const timeoutMs = call.timeoutMs ?? callTimeoutMs;
      const outer = [options.signal, call.signal, closed.signal].filter((s): s is AbortSignal => s !== undefined);
      const deadline = new AbortController();
      const signal = AbortSignal.any([...outer, deadline.signal]);
      const timer = setTimeout(() => deadline.abort(), timeoutMs);
      try {
        signal.throwIfAborted();
        return await Promise.race([work(signal), whenAborted(signal)]);
      } catch (error) {
        if (error instanceof AwsError) throw error;
        const timedOutAfterMs = deadline.signal.aborted ? timeoutMs : undefined;
        throw new AwsError(explain(operation, error, {timedOutAfterMs, ended: endedBy(outer)}), error);
      } finally {
        clearTimeout(timer);
      }
    },
    once<T>(key: string, ask: () => Promise<T>): Promise<T> {
      const answer = (asked.get(key) as Promise<T> | undefined) ?? ask();
      asked.set(key, answer);
      return answer;
    },
    async region() {
      if (region !== undefined && region !== '') return region;
      return this.run('apprunner:DescribeService', async () => (await this.client('apprunner')).config.region());
    },
    close() {
      closed.abort();
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Whose signal ended a call: the run's own time was over (its time-out, or a TimeoutError), or the user ended it. */
function endedBy(signals: readonly AbortSignal[]): 'interrupted' | 'timeout' | undefined {
  const aborted = signals.find((s) => s.aborted);
  if (aborted === undefined) return undefined;
  const {name, code} = (aborted.reason ?? {}) as {name?: unknown; code?: unknown};
  return name === 'TimeoutError' || code === 'TIMEOUT' ? 'timeout' : 'interrupted';
}

/** Settles (by rejection) only when the signal aborts. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(abortError()), {once: true});
  });
}

function abortError(): Error {
  const error = new Error('The call was aborted.');
  error.name = 'AbortError';
  return error;
}

/** AWS_CA_BUNDLE, which the SDK for JavaScript does not read; node's own roots stay trusted. */
function certificateAuthorities(): string[] | undefined {
  const file = process.env['AWS_CA_BUNDLE'];
  if (file === undefined || file === '') return undefined;
  try {
    return [...rootCertificates, readFileSync(file, 'utf8')];
  } catch {
    // An unreadable bundle shows as a failed TLS handshake, which names the variable.
    return undefined;
  }
}
