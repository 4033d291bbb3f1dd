import {createHmac, randomBytes} from 'node:crypto';
import {isIP} from 'node:net';
import type {Contract} from '../contract/model.js';
import {observe} from '../contract/observe.js';
import {shownValue} from '../contract/shown.js';
import type {ValueTraits, Variable} from './model.js';

const PLACEHOLDER =
  /^(?:change[-_ ]?(?:me|this|it)|replace[-_ ]?(?:me|this|with[-_ ].*)|todo|tbd|fixme|placeholder|dummy|foo|bar|your[-_ ].*|insert[-_ ].*|<[^<>]*>|\{\{[^{}]*\}\}|\$\{[^{}]*\}|x{3,}|\*{3,}|\.{3,})$/i;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const BOOLEAN = /^(?:true|false|yes|no|on|off)$/i;
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
const BARE_HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9._-]*)(?::(\d{1,5}))?$/i;

/**
 * What may be said of a value without showing it.
 *
 * A list of URLs ("https://a.example.com,https://b.example.com") is described by its first. A bare host or
 * `host:port` is placed as a URL's host would be, but only when it can be nothing else (an address, `localhost`, an
 * RDS or ElastiCache name).
 *
 * @returns only the traits that hold; an ordinary word has none
 */
export function describeValue(value: string): ValueTraits {
  if (value === '') return {empty: true};
  const trimmed = value.trim();
  const bare = unquote(trimmed);
  const parts = value.split(',').length;
  return {
    ...(trimmed !== value && {surroundingSpace: true as const}),
    ...(bare !== trimmed && {surroundingQuotes: true as const}),
    ...(/[\r\n]/.test(value) && {newline: true as const}),
    ...(PLACEHOLDER.test(bare) && {placeholder: true as const}),
    ...(NUMBER.test(trimmed) && {number: true as const}),
    ...(BOOLEAN.test(trimmed) && {boolean: true as const}),
    ...(value.includes('%') && {percent: true as const}),
    ...(value.includes('*') && {wildcard: true as const}),
    ...(parts > 1 && {parts}),
    ...addressTraits(bare),
  };
}

/** A print of a value: equal values under one salt print equal; ten hexadecimal digits of HMAC-SHA256. */
export function fingerprint(salt: string, value: string): string {
  return createHmac('sha256', salt).update(value, 'utf8').digest('hex').slice(0, 10);
}

/** A fresh key for {@link fingerprint}: 128 random bits, 32 hexadecimal digits. */
export function newSalt(): string {
  return randomBytes(16).toString('hex');
}

function unquote(value: string): string {
  const first = value[0];
  const quoted = value.length >= 2 && (first === '"' || first === "'") && value.endsWith(first);
  return quoted ? value.slice(1, -1) : value;
}

type AddressTraits = Pick<ValueTraits, 'scheme' | 'host' | 'port' | 'malformedUrl'>;

function addressTraits(value: string): AddressTraits {
  const first = firstUrl(value);
  const scheme = SCHEME.exec(first)?.[1]?.toLowerCase();
  if (scheme === undefined) return bareHostTraits(value);
  if (!URL.canParse(first)) return {scheme, malformedUrl: true};
  const url = new URL(first);
  const host = placeOf(url.hostname);
  return {scheme, ...(host && {host}), ...(url.port !== '' && {port: Number(url.port)})};
}

/** A comma also stands in passwords and in host lists: only a list in which every part is a URL is split. */
function firstUrl(value: string): string {
  const parts = value.split(',').map((part) => part.trim());
  const first = parts[0];
  return first !== undefined && parts.every((part) => SCHEME.test(part)) ? first : value;
}

function bareHostTraits(value: string): AddressTraits {
  const match = BARE_HOST.exec(value);
  const name = match?.[1];
  if (name === undefined) return {};
  const host = placeOf(name);
  const certain = isAddress(unbracket(name)) || host === 'localhost' || host === 'rds' || host === 'elasticache';
  if (!certain || host === undefined) return {};
  return {host, ...(match?.[2] !== undefined && {port: Number(match[2])})};
}

function unbracket(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

function placeOf(hostname: string): ValueTraits['host'] | undefined {
  const host = unbracket(hostname).toLowerCase().replace(/\.$/, '');
  if (host === '') return undefined;
  if (isLoopback(host)) return 'localhost';
  if (isAddress(host)) return isPrivateAddress(host) ? 'private-address' : 'public';
  if (/\.rds\.amazonaws\.com(?:\.cn)?$/.test(host)) return 'rds';
  if (/\.cache\.amazonaws\.com(?:\.cn)?$/.test(host)) return 'elasticache';
  if (!host.includes('.') || /\.(?:internal|local|lan|intranet|cluster|svc|corp|home)$/.test(host))
    return 'internal-name';
  return 'public';
}

/** Node compiles its two expressions at the first question, and the one for IPv6 is long. */
function isAddress(host: string): boolean {
  return (host.includes(':') || /^[\d.]+$/.test(host)) && isIP(host) !== 0;
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || host === '0.0.0.0' || /^127\./.test(host)
  );
}

function isPrivateAddress(address: string): boolean {
  return (
    /^10\./.test(address) ||
    /^192\.168\./.test(address) ||
    /^172\.(?:1[6-9]|2\d|3[01])\./.test(address) ||
    /^169\.254\./.test(address) ||
    /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address) ||
    /^f[cd][0-9a-f]{2}:/i.test(address) ||
    /^fe[89ab][0-9a-f]:/i.test(address)
  );
}

/** What may be said of a variable, under the salt of a run. */
export function describeVariable(
  contract: Contract,
  salt: string,
  {name, value, source}: {readonly name: string; readonly value: string; readonly source: Variable['source']},
): Variable {
  const observations = observe(contract, name, value);
  const shown = shownValue(contract, name, value);
  return {
    name,
    source,
    length: [...value].length,
    fingerprint: fingerprint(salt, value),
    traits: describeValue(value),
    ...(Object.keys(observations).length > 0 && {observations}),
    ...(shown !== undefined && {shown}),
  };
}
