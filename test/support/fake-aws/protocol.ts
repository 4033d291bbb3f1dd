import type {IncomingMessage} from 'node:http';
import {AwsError} from './aws-error.js';
import type {Params} from './params.js';

/** A request that the fake understood. */
export interface Request {
  /** `apprunner`, `logs`, ...: as IAM writes services. */
  readonly service: string;
  /** `DescribeService`. */
  readonly operation: string;
  readonly params: Params;
  readonly protocol: 'json-1.0' | 'json-1.1' | 'query' | 'ec2';
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: {readonly [name: string]: string};
}

const TARGETS: {readonly [prefix: string]: readonly [service: string, protocol: 'json-1.0' | 'json-1.1']} = {
  AppRunner: ['apprunner', 'json-1.0'],
  GraniteServiceVersion20100801: ['cloudwatch', 'json-1.0'],
  Logs_20140328: ['logs', 'json-1.1'],
  AmazonEC2ContainerRegistry_V20150921: ['ecr', 'json-1.1'],
  CloudTrail_20131101: ['cloudtrail', 'json-1.1'],
  secretsmanager: ['secretsmanager', 'json-1.1'],
  AmazonSSM: ['ssm', 'json-1.1'],
};

const QUERY_VERSIONS: {readonly [version: string]: readonly [service: string, protocol: 'query' | 'ec2']} = {
  '2011-06-15': ['sts', 'query'],
  '2010-05-08': ['iam', 'query'],
  '2016-11-15': ['ec2', 'ec2'],
};

/** Tells services and protocols apart: by `x-amz-target`, else by the API version of a query. */
export function parseRequest(message: IncomingMessage, body: string): Request {
  const target = message.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix, operation] = target.split('.').slice(-2);
    const known = TARGETS[prefix ?? ''];
    if (known === undefined || operation === undefined) {
      throw new AwsError('UnknownOperationException', `Unknown target ${target}`);
    }
    return {service: known[0], protocol: known[1], operation, params: JSON.parse(body === '' ? '{}' : body) as Params};
  }
  const form = new URLSearchParams(body);
  const known = QUERY_VERSIONS[form.get('Version') ?? ''];
  const operation = form.get('Action');
  if (known === undefined || operation === null) throw new AwsError('InvalidAction', 'Could not find operation', 400);
  return {service: known[0], protocol: known[1], operation, params: nest(form)};
}

/** `ActionNames.member.1=a`, `Filter.1.Value.2=b` become lists and objects. */
function nest(form: URLSearchParams): Params {
  const root: {[key: string]: unknown} = {};
  for (const [path, value] of form) {
    const keys = path.split('.').filter((key) => key !== 'member');
    let at = root;
    for (const key of keys.slice(0, -1)) {
      at[key] ??= {};
      at = at[key] as {[key: string]: unknown};
    }
    at[keys.at(-1) ?? ''] = value;
  }
  return listsOf(root) as Params;
}

function listsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, listsOf(member)] as const);
  if (entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => member);
  }
  return Object.fromEntries(entries);
}

export function answer(request: Request, output: unknown): Answer {
  if (request.protocol === 'query') {
    const name = request.operation;
    const result = `<${name}Result>${xml(output, 'member')}</${name}Result>`;
    return xmlAnswer(
      200,
      `<${name}Response>${result}<ResponseMetadata>${REQUEST_ID}</ResponseMetadata></${name}Response>`,
    );
  }
  if (request.protocol === 'ec2') {
    const name = request.operation;
    return xmlAnswer(200, `<${name}Response><requestId>fake</requestId>${xml(output, 'item')}</${name}Response>`);
  }
  return jsonAnswer(request.protocol, 200, output);
}

/** The codes differ by protocol for the same refusal. */
const QUERY_CODES: {readonly [code: string]: {readonly query: string; readonly ec2: string}} = {
  AccessDeniedException: {query: 'AccessDenied', ec2: 'UnauthorizedOperation'},
  ThrottlingException: {query: 'Throttling', ec2: 'RequestLimitExceeded'},
  ExpiredTokenException: {query: 'ExpiredToken', ec2: 'RequestExpired'},
  UnrecognizedClientException: {query: 'InvalidClientTokenId', ec2: 'AuthFailure'},
  InternalFailure: {query: 'InternalFailure', ec2: 'InternalError'},
  ServiceUnavailable: {query: 'ServiceUnavailable', ec2: 'Unavailable'},
};

export function errorAnswer(protocol: Request['protocol'], error: AwsError): Answer {
  if (protocol === 'query' || protocol === 'ec2') {
    const code = QUERY_CODES[error.code]?.[protocol] ?? error.code;
    const status = QUERY_CODES[error.code] !== undefined && error.status === 400 ? 403 : error.status;
    const body = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>`;
    return protocol === 'query'
      ? xmlAnswer(status, `<ErrorResponse><Error><Type>Sender</Type>${body}</Error>${REQUEST_ID}</ErrorResponse>`)
      : xmlAnswer(status, `<Response><Errors><Error>${body}</Error></Errors><RequestID>fake</RequestID></Response>`);
  }
  const message = protocol === 'json-1.0' ? {Message: error.message} : {message: error.message};
  return jsonAnswer(protocol, error.status, {__type: error.code, ...message});
}

const REQUEST_ID = '<RequestId>00000000-0000-4000-8000-000000000000</RequestId>';

function jsonAnswer(protocol: 'json-1.0' | 'json-1.1', status: number, output: unknown): Answer {
  return {status, type: `application/x-amz-${protocol}`, body: JSON.stringify(output)};
}

function xmlAnswer(status: number, body: string): Answer {
  return {status, type: 'text/xml', body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`};
}

function xml(value: unknown, listItem: string): string {
  if (Array.isArray(value)) return value.map((item) => `<${listItem}>${xml(item, listItem)}</${listItem}>`).join('');
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `<${key}>${xml(member, listItem)}</${key}>`)
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
