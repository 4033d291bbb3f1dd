import {DiagError} from '../errors.js';
import {createRedactor} from '../evidence/redact.js';
import {HttpStatusError} from './http-status-error.js';
import type {OperationId} from './operations.js';

export type AwsFailureKind =
  | 'no-credentials'
  | 'sso-expired'
  | 'credentials-failed'
  | 'token-expired'
  | 'token-invalid'
  | 'clock-skew'
  | 'profile-unknown'
  | 'region-missing'
  | 'denied'
  | 'not-found'
  | 'network'
  | 'timeout'
  | 'cancelled'
  | 'throttled'
  | 'not-json'
  | 'unsupported'
  | 'invalid-request'
  | 'service';

/** One failed call in words that may be printed: no credential, no signed URL, no stack. */
export interface AwsFailure {
  readonly kind: AwsFailureKind;
  readonly status: 'denied' | 'error' | 'timeout';
  readonly operation: OperationId;
  /** The IAM action that permits the call. */
  readonly action: string;
  readonly why: string;
  /** The way out: a command or a sentence. */
  readonly fix?: string;
  /** AWS's own name of the error, when AWS answered. */
  readonly code?: string;
}

/** Every failure of a call into AWS is thrown as this. */
export class AwsError extends Error {
  readonly failure: AwsFailure;
  constructor(failure: AwsFailure, cause?: unknown) {
    super(`${failure.operation}: ${failure.why}`, {cause});
    this.name = 'AwsError';
    this.failure = failure;
  }
}

export interface FailureContext {
  readonly operation: OperationId;
  readonly action: string;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly host?: string | undefined;
  /** Set when our own deadline ended the call. */
  readonly timedOutAfterMs?: number | undefined;
  /** The caller ended the run: by a signal of the user's, or because the run's own time was over. */
  readonly ended?: 'interrupted' | 'timeout' | undefined;
}

const DENIED = /AccessDenied|Unauthorized(Operation|Access)|NotAuthorized|^Forbidden|^403$|AuthorizationError/;
const EXPIRED = /^(ExpiredToken(Exception)?|TokenRefreshRequired|RequestExpired)$/;
const INVALID_TOKEN =
  /^(UnrecognizedClient(Exception)?|InvalidClientTokenId|InvalidAccessKeyId|AuthFailure|InvalidSignature(Exception)?|SignatureDoesNotMatch|IncompleteSignature(Exception)?|MissingAuthenticationToken(Exception)?|InvalidToken)$/;
const THROTTLED =
  /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded|RequestThrottled|LimitExceededException/;
const NOT_FOUND = /NotFound|NoSuchEntity|DoesNotExist|\.NotFound$/;
const UNSUPPORTED = /UnknownOperation|InvalidAction|NotImplemented|UnsupportedOperation/;
const INVALID = /Validation|InvalidRequest|InvalidParameter|InvalidArn|Malformed|SerializationException/;
const NETWORK = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'EPROTO',
]);

/** Classifies whatever the SDK, its credential providers or the network threw. Total: never throws. */
export function explainAwsError(error: unknown, context: FailureContext): AwsFailure {
  const {operation, action} = context;
  const facts = readError(error);
  const fail = (
    kind: AwsFailureKind,
    why: string,
    fix?: string,
    status: AwsFailure['status'] = 'error',
  ): AwsFailure => ({
    kind,
    status,
    operation,
    action,
    why,
    ...(fix !== undefined && {fix}),
    ...(facts.isAnswer && {code: facts.name}),
  });
  const profileFlag = context.profile === undefined ? '' : ` --profile ${context.profile}`;
  const text = facts.message;

  if (context.timedOutAfterMs !== undefined) {
    const place = context.host === undefined ? '' : ` from ${context.host}`;
    return fail('timeout', `no answer${place} within ${seconds(context.timedOutAfterMs)}`, 'run it again', 'timeout');
  }
  if (context.ended === 'timeout') {
    const place = context.host === undefined ? 'AWS' : context.host;
    return fail('timeout', `the time given was over before ${place} answered`, 'give it more: --timeout 2m', 'timeout');
  }
  if (context.ended === 'interrupted') return fail('cancelled', 'interrupted before it answered', undefined, 'timeout');

  const badRegion = /^Region not accepted: region="([^"]*)"/.exec(text)?.[1];
  if (badRegion !== undefined) {
    const why = `"${badRegion}" is no name of an AWS region`;
    return fail('invalid-request', why, 'name one: --region us-east-1, or set AWS_REGION');
  }
  if (text === 'Invalid URL' && !facts.isAnswer) {
    const fix = 'check AWS_ENDPOINT_URL (or endpoint_url of the profile): https://host[:port]';
    return fail('invalid-request', 'the address of the AWS endpoint is no URL', fix);
  }
  if (/Region is missing/.test(text)) {
    return fail('region-missing', 'no AWS region is configured', 'name one: --region us-east-1, or set AWS_REGION');
  }
  if (/CredentialsProviderError|TokenProviderError|ProviderError/.test(facts.name)) {
    if (/\bSSO\b|Session token not found or invalid|aws sso login|Token is expired/i.test(text)) {
      return fail('sso-expired', 'the SSO session has expired or was never begun', `aws sso login${profileFlag}`);
    }
    if (/using profile|Profile .* (could not be|was not) found/i.test(text)) {
      return fail(
        'profile-unknown',
        `the profile ${context.profile ?? 'default'} does not exist or holds no credentials`,
        'aws configure list-profiles',
      );
    }
    if (/Could not load credentials from any providers/.test(text)) {
      return fail(
        'no-credentials',
        'no AWS credentials were found',
        context.profile === undefined
          ? 'aws configure sso (or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)'
          : `aws configure list${profileFlag}`,
      );
    }
    return fail('credentials-failed', `the credentials could not be had: ${text}`, `aws configure list${profileFlag}`);
  }
  if (/UnauthorizedException/.test(facts.name) && /Session token/i.test(text)) {
    return fail('sso-expired', 'the SSO session has expired or was never begun', `aws sso login${profileFlag}`);
  }
  if (EXPIRED.test(facts.name)) {
    return fail(
      'token-expired',
      'the session token has expired',
      context.profile === undefined
        ? 'get new temporary credentials (aws sso login, or your own way), then run it again'
        : `aws sso login${profileFlag}`,
    );
  }
  if (/Signature (expired|not yet current)|RequestTimeTooSkewed/i.test(`${facts.name} ${text}`)) {
    return fail(
      'clock-skew',
      "this machine's clock differs too much from AWS's",
      'set the clock (Linux: timedatectl; macOS: sntp -sS time.apple.com; Windows: w32tm /resync)',
    );
  }
  if (INVALID_TOKEN.test(facts.name)) {
    return fail(
      'token-invalid',
      `AWS does not accept these credentials (${facts.name})`,
      `aws sts get-caller-identity${profileFlag} (also refused where the region is not enabled for the account)`,
    );
  }
  if (facts.throttled || THROTTLED.test(facts.name) || facts.status === 429) {
    return fail('throttled', `AWS kept throttling ${operation}`, 'wait a minute and run it again');
  }
  if (error instanceof HttpStatusError) {
    return fail(
      'service',
      `the download from ${error.host} failed (HTTP ${error.status})`,
      error.status === 403
        ? 'run it again; inside a VPC the S3 endpoint must allow the bucket of ECR layers (prod-<region>-starport-layer-bucket)'
        : 'run it again',
    );
  }
  if (DENIED.test(facts.name) || (facts.status === 403 && facts.isAnswer)) {
    const named = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z*]+)/.exec(text)?.[1] ?? action;
    const by = /with an explicit deny in an? ([a-z-]+ ?[a-z-]* policy)/.exec(text)?.[1];
    return {
      ...fail(
        'denied',
        `access denied: ${named} is not allowed${by === undefined ? '' : ` (explicit deny in a ${by})`}`,
        `allow ${named} for the identity in use`,
        'denied',
      ),
      action: named,
    };
  }
  // A body that broke off cannot be parsed either: the connection is why.
  if (facts.network === undefined && (facts.isSyntax || error instanceof MalformedAnswerError)) {
    const place = context.host === undefined ? '' : ` of ${context.host}`;
    const status = facts.status === undefined ? '' : ` (HTTP ${facts.status})`;
    // Our own words: they name the place, never what stood there (docs/adr/0008-answers-of-their-shape.md).
    const how = error instanceof MalformedAnswerError ? ` (${error.message})` : status;
    return fail(
      'not-json',
      `the answer${place} is not what AWS sends${how}`,
      'check AWS_ENDPOINT_URL and proxies: something else than AWS answers',
    );
  }
  if (facts.network !== undefined) {
    const place = facts.place ?? context.host ?? 'the AWS endpoint';
    const {why, fix} = networkWords(facts.network, place, context.region);
    return fail('network', why, fix);
  }
  if (/TimeoutError/.test(facts.name)) {
    return fail('timeout', `no answer from ${context.host ?? 'AWS'} in time`, 'run it again', 'timeout');
  }
  if (UNSUPPORTED.test(facts.name)) return fail('unsupported', `the endpoint does not know ${operation}`);
  if (NOT_FOUND.test(facts.name)) return fail('not-found', text === '' ? 'it does not exist' : text);
  if (INVALID.test(facts.name)) return fail('invalid-request', `${facts.name}: ${text}`);
  if (facts.status === 404) return fail('unsupported', `the endpoint does not know ${operation}`);
  if (facts.status !== undefined && facts.status >= 500) {
    return fail('service', `AWS failed to answer (HTTP ${facts.status}, ${facts.name})`, 'run it again in a minute');
  }
  return fail('service', facts.isAnswer ? `${facts.name}: ${text}` : text);
}

const PASSING: ReadonlySet<AwsFailureKind> = new Set([
  // The SDK reads credentials anew, and an SSO login may be under way.
  'token-expired',
  'sso-expired',
  'credentials-failed',
  'network',
  'timeout',
  'throttled',
  'service',
  'not-json',
  'cancelled',
]);

/** What somebody who looks again and again outlives. A refusal, or what is not there, stays as it is. */
export function mayPass(error: unknown): boolean {
  if (error instanceof DiagError) return error.code === 'AWS_THROTTLED' || mayPass(error.cause);
  return error instanceof AwsError && PASSING.has(error.failure.kind);
}

/** What needs nobody to do anything: somebody who looks for the first time waits for these only. */
const BY_ITSELF: ReadonlySet<AwsFailureKind> = new Set(['network', 'timeout', 'throttled', 'service']);

/** What may pass though nobody does anything: a throttle, a lost connection, a fault of AWS's. */
export function passesByItself(error: unknown): boolean {
  if (error instanceof DiagError) return passesByItself(error.cause);
  return error instanceof AwsError && BY_ITSELF.has(error.failure.kind);
}

/** AWS answered, but not with what its API promises: an empty body, another server's page. */
export class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}

/** A list that AWS always sends, empty or not. Without it nothing was answered: that is no empty list. */
export function answered<T>(list: readonly T[] | null | undefined, what: string): readonly T[] {
  if (list === undefined || list === null) throw new MalformedAnswerError(`the answer holds no ${what}`);
  return list;
}

/** A failure of an essential call as the message that the user reads: what, why, and the command that mends it. */
export function toDiagError(error: unknown, what: string): DiagError {
  if (error instanceof DiagError) return error;
  if (!(error instanceof AwsError)) {
    return new DiagError(`${what}: ${readError(error).message}`, {code: 'AWS_ERROR', exitCode: 3, cause: error});
  }
  const {failure} = error;
  return new DiagError(`${what}: ${failure.why}`, {
    code: `AWS_${failure.kind.toUpperCase().replaceAll('-', '_')}`,
    exitCode: 3,
    suggestions: failure.fix === undefined ? [] : [failure.fix],
    cause: error,
  });
}

interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly isAnswer: boolean;
  readonly isSyntax: boolean;
  readonly throttled: boolean;
  readonly network: string | undefined;
  readonly place: string | undefined;
}

function readError(error: unknown): ErrorFacts {
  const e = asRecord(error);
  const metadata = asRecord(e['$metadata']);
  const status = typeof metadata['httpStatusCode'] === 'number' ? metadata['httpStatusCode'] : undefined;
  const name = firstString(e['name'], e['Code'], e['code']) ?? 'Error';
  const rawMessage = firstString(e['message'], e['Message']) ?? '';
  const inner = innermost(e);
  const code = firstString(inner['code'], e['code']);
  const tls = code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/.test(code);
  const isNetwork =
    code !== undefined && (NETWORK.has(code) || tls)
      ? code
      : /Socket timed out without establishing a connection|did not establish a connection/.test(rawMessage)
        ? 'ETIMEDOUT'
        : /socket hang up|aborted/.test(rawMessage) && status === undefined
          ? 'ECONNRESET'
          : undefined;
  const host = firstString(inner['hostname'], inner['host'], inner['address']);
  const port = typeof inner['port'] === 'number' ? `:${inner['port']}` : '';
  return {
    name,
    message: scrub(rawMessage),
    status,
    isAnswer: e['$fault'] !== undefined || (status !== undefined && name !== 'Error'),
    isSyntax:
      name === 'SyntaxError' ||
      /Deserialization error|is not valid JSON|Unexpected (token|end of)|char '.*' is not expected|UnknownError/.test(
        `${name} ${rawMessage}`,
      ),
    throttled: asRecord(e['$retryable'])['throttling'] === true,
    network: isNetwork,
    place: host === undefined ? undefined : `${host}${port}`,
  };
}

/** Node wraps the errors of several addresses in an AggregateError; the SDK wraps others as `cause`. */
function innermost(e: Record<string, unknown>): Record<string, unknown> {
  if (Array.isArray(e['errors']) && e['errors'].length > 0) return asRecord(e['errors'][0]);
  if (typeof e['code'] !== 'string' && e['cause'] !== undefined) return innermost(asRecord(e['cause']));
  return e;
}

function networkWords(code: string, place: string, region: string | undefined): {why: string; fix: string} {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        why: `the name ${place} does not resolve (${code})`,
        fix: /\.(?:amazonaws\.com(?:\.cn)?|aws)$/.test(place)
          ? `check the network, DNS or VPN${region === undefined ? '' : `, and the region's name: ${region}`}`
          : 'check AWS_ENDPOINT_URL (or endpoint_url of the profile), then the network, DNS or VPN',
      };
    case 'ECONNREFUSED':
      return {
        why: `${place} refuses the connection`,
        fix: 'check AWS_ENDPOINT_URL, the VPN and the firewall (HTTPS_PROXY is not read)',
      };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        why: `no connection to ${place} (${code})`,
        fix: 'check the network, VPN and firewall (HTTPS_PROXY is not read)',
      };
    case 'ECONNRESET':
    case 'EPIPE':
      return {why: `the connection to ${place} broke off`, fix: 'run it again; check VPN and firewall'};
    default:
      return {
        why: `no trusted connection to ${place} (${code})`,
        fix: 'behind a proxy that replaces certificates set AWS_CA_BUNDLE (or NODE_EXTRA_CA_CERTS) to its authority',
      };
  }
}

/** So much of AWS's words is shown. */
const LONGEST_MESSAGE = 400;

/**
 * AWS's words without anything that could be used: keys, tokens, signed URLs, what looks like a secret; without control
 * characters, bounded. AWS quotes input: a start command or a variable of the user's may stand there.
 */
export function scrub(message: string): string {
  const clean = createRedactor()
    .text(message, 'aws-error')
    .replace(/https?:\/\/\S+\?\S+/g, (url) => `${url.slice(0, url.indexOf('?'))}?…`)
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '$1…')
    .replace(/(X-Amz-[A-Za-z-]+=)[^&\s]+/g, '$1…')
    .replace(/(Authorization|Credential|Signature)([=:]\s*)\S+/gi, '$1$2…')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  if (clean.length <= LONGEST_MESSAGE) return clean;
  // Half a value would not be known as one by who masks values later: the word at the cut goes.
  return `${clean.slice(0, LONGEST_MESSAGE).replace(/\S*$/, '')}…`;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

function firstString(...values: readonly unknown[]): string | undefined {
  return values.find((v): v is string => typeof v === 'string' && v !== '');
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
