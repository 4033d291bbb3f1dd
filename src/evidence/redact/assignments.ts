import type {Match} from './matcher.js';
import {NAME_HINTS, type NameKind, type SensitiveName, sensitiveName} from './names.js';
import {
  isCode,
  isId,
  isMask,
  isMixed,
  isPlaceholder,
  isProse,
  isQueryKey,
  isRandom,
  isSmallNumber,
  looksRandom,
} from './shapes.js';
import {readValue, type ValueSpan, wholeValue} from './value-spans.js';

/** How a value is tied to its name. */
type Tie = 'assigned' | 'colon' | 'pair' | 'flag' | 'verb' | 'sentence' | 'space' | 'next-line';

interface Context {
  readonly name: string;
  readonly known: SensitiveName;
  readonly tie: Tie;
  readonly quoted: boolean;
  /** In the query of a URL. */
  readonly query: boolean;
  /** Of an object: `{user: app, pass: ...}`. */
  readonly member: boolean;
  /** In a list: `"x-api-key": ["..."]`. */
  readonly listed: boolean;
  /** A list of pairs: `[["password", "..."]]`. */
  readonly nested: boolean;
}

const HINT = new RegExp(NAME_HINTS.join('|'), 'gi');
const LONGEST_NAME = 64;

/**
 * Values after a name that says they are secret, in whatever notation: `name=value`, `"name": "value"`,
 * `:name => "value"`, `('name', 'value')`, `--name value`, `key="name" value="..."`, `<name>value</name>`.
 *
 * Names are found by hand around the few letters that all of them have: each is looked at once, and of what follows it
 * only a bounded part until it is known to be masked.
 */
export function findAssignments(text: string): Match[] {
  const found: Match[] = [];
  const names = new Map<string, SensitiveName | undefined>();
  let done = 0;
  HINT.lastIndex = 0;
  while (HINT.test(text)) {
    const end = nameEnd(text, HINT.lastIndex);
    const start = nameStart(text, HINT.lastIndex - 1, done);
    const known = lookUp(names, text.slice(start, end));
    const secret = known && findSecret(text, start, end, known);
    if (secret !== undefined) found.push(secret);
    done = secret?.end ?? end;
    HINT.lastIndex = done;
  }
  return found;
}

/** The same few names stand in line after line. */
function lookUp(names: Map<string, SensitiveName | undefined>, name: string): SensitiveName | undefined {
  if (names.has(name)) return names.get(name);
  const known = sensitiveName(name);
  if (names.size < 1000) names.set(name, known);
  return known;
}

function isNameCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2d ||
    code === 0x2e ||
    (code >= 0xc0 && code !== 0xd7 && code !== 0xf7 && !(code >= 0x2000 && code <= 0x2bff))
  );
}

function nameStart(text: string, at: number, done: number): number {
  const least = Math.max(done, at - LONGEST_NAME);
  let start = at;
  while (start > least && isNameCode(text.charCodeAt(start - 1))) start--;
  return start;
}

function nameEnd(text: string, at: number): number {
  const most = Math.min(text.length, at + LONGEST_NAME);
  let end = at;
  while (end < most && isNameCode(text.charCodeAt(end))) end++;
  // "password->" and "password." have no such name.
  while (end > at && (text[end - 1] === '-' || text[end - 1] === '.')) end--;
  return end;
}

function findSecret(text: string, start: number, end: number, word: SensitiveName): Match | undefined {
  const known = withWordBefore(text, start, word);
  if (isProseSpace(text, end) && known.kind === 'hint') return undefined;
  if (text.startsWith('[masked ', start - 8) || isInArn(text, start)) return undefined;
  const name = text.slice(start, end);
  const tied = findTie(text, start, end, known.kind);
  if (tied === undefined || isCode(text.slice(tied.at, tied.at + 40))) return undefined;
  const listed = text[tied.at] === '[';
  const at = listed ? tied.at + (text[tied.at + 1] === ' ' ? 2 : 1) : tied.at;
  const value = readValue(text, known.kind === 'password' ? at : behindScheme(text, at));
  if (value === undefined) return undefined;
  const context: Context = {
    name,
    known,
    tie: tied.tie,
    quoted: value.quoted,
    listed,
    member: /[{,(]\s?$/.test(text.slice(Math.max(0, start - 2), start)),
    query: text[start - 1] === '?' || text[start - 1] === '&',
    nested: tied.tie === 'pair' && /[[(]\s?[[(]\s?b?["']$/.test(text.slice(Math.max(0, start - 8), start)),
  };
  return secretIn(text, value, context, tied.at);
}

function secretIn(text: string, value: ValueSpan, context: Context, at: number): Match | undefined {
  const {known} = context;
  const label = known.kind === 'authorization' ? 'authorization' : 'secret';
  if (known.kind === 'auth' || known.kind === 'secret') {
    const pair = userAndPassword(text, at);
    if (pair !== undefined) return {...pair, label};
  }
  if (!accepts(text.slice(value.start, value.end), context)) return undefined;
  const {start, end} = wholeValue(text, value);
  return {start, end: known.kind === 'authorization' ? credentialsEnd(text, at, end, value.quoted) : end, label};
}

/** The service or the resource in an ARN of Secrets Manager. */
function isInArn(text: string, start: number): boolean {
  return text[start - 1] === ':' && /\d{12}:$/.test(text.slice(Math.max(0, start - 13), start));
}

/** A space with a word behind it: no separator comes. */
function isProseSpace(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 0x20) return false;
  const code = text.charCodeAt(at + 1) | 0x20;
  return code >= 0x61 && code <= 0x7a;
}

/** `api key`, `license key`: two words that are one name. */
function withWordBefore(text: string, start: number, known: SensitiveName): SensitiveName {
  if (known.kind !== 'hint' || !known.bare || text.charCodeAt(start - 1) !== 0x20) return known;
  const before = /\b(?:api|access|secret|licen[cs]e|encryption|signing|private|master|shared|account|auth)\s$/i;
  return before.test(text.slice(Math.max(0, start - 12), start))
    ? {kind: 'secret', bare: false, harmless: false}
    : known;
}

const ANSI = '(?:\\x1b\\[[0-9;]{0,12}m){0,4}';
/** What closes the name's own quotes or brackets: `["password"]`. */
const CLOSING = `(?:\\\\{0,7}["'\`]|&(?:quot|apos|#0?39|#34|#x27);|%2[27]|\\\\{1,2}u002[27])?\\]?`;
const SEPARATOR = new RegExp(
  `${ANSI}${CLOSING}${ANSI}[ \\t]{0,40}(=>|->|=&gt;|:=|<-|={1,3}|:(?!:)|→|%3D|%3A|\\\\{1,2}u003[ad](?:\\\\{1,2}u003e)?)${ANSI}[ \\t]{0,40}${ANSI}`,
  'iy',
);
const PAIR = /\\{0,7}["'`][,;][ \t]{0,4}(?=b?\\{0,7}["'`])/y;
const FLAG = /["']?(?:,[ \t]{0,4}(?=["'])|[ \t]{1,4}(?![-<>[\]{}$|&;]))/y;
const NAMED_VALUE = /\\{0,7}["'`]?[ \t]{0,4}[,;]?[\s\0]{0,40}\\{0,7}["'`]?value\\{0,7}["'`]?[ \t]{0,4}[=:][ \t]{0,4}/iy;
const IN_ELEMENT = /<(?:\w{1,20}:)?$/;
const ELEMENT = /["']?>(?!>)/y;
const VERB = /["']?[ \t](?:is|was|equals|set to)[ \t:]{1,4}/iy;
/** `A temporary password is generated for root@localhost: ...` */
const SENTENCE = /["']?[ \t][^\r\n:=]{1,60}[:=][ \t]{1,4}/y;
const SPACE = /["']?[ \t]{1,40}(?:[|│][ \t]{1,40})?/y;
/** Also where the next line is the next log event. */
const NEXT_LINE = new RegExp(
  `${CLOSING}(?:[:=][ \\t]{0,4}(?:[|>][+-]?)?[ \\t]{0,4}\\r?\\n|=>[ \\t]{0,4}\\r?\\n)(?:\\0\\n(?=[ \\t]))?[ \\t]{0,40}`,
  'y',
);

const NAMES_A_NAME = /(?:key|name|variable|field|param(?:eter)?)\\{0,7}["'`]?\s?[=:]\s{0,4}\\{0,7}["'`]?$/i;

/** The place behind what ties a value to the name before it. */
function findTie(text: string, start: number, end: number, kind: NameKind): {tie: Tie; at: number} | undefined {
  const after = (expression: RegExp): number | undefined => {
    expression.lastIndex = end;
    return expression.test(text) ? expression.lastIndex : undefined;
  };
  const tied = (tie: Tie, at: number | undefined) => (at === undefined ? undefined : {tie, at});
  const before = isAfterName(text, start) ? text.slice(Math.max(0, start - 24), start) : '';
  const isNamed = before !== '' && NAMES_A_NAME.test(before);
  const direct =
    (isNamed ? tied('assigned', after(NAMED_VALUE)) : undefined) ??
    (isProseSpace(text, end) ? undefined : (tied('next-line', after(NEXT_LINE)) ?? separated(text, end))) ??
    (text[start] === '-' ? tied('flag', after(FLAG)) : undefined) ??
    (isQuoteCode(text.charCodeAt(start - 1)) ? tied('pair', after(PAIR)) : undefined) ??
    (isNamed || IN_ELEMENT.test(before) ? tied('assigned', after(ELEMENT)) : undefined);
  const isStrong = kind === 'password' || kind === 'secret';
  return (
    direct ?? verbal(text, after(VERB)) ?? spaced(text, after(SPACE), () => (isStrong ? after(SENTENCE) : undefined))
  );
}

/** Whether `=`, `:` or `<` stands before a name and its quotes. */
function isAfterName(text: string, start: number): boolean {
  let at = start - 1;
  while (at > start - 8 && BEFORE_NAME.has(text[at] ?? '')) at--;
  return text[at] === '=' || text[at] === ':' || text[at] === '<';
}

const BEFORE_NAME = new Set([' ', '"', "'", '`', '\\']);

/** `password is ...`, not `password is required` and not `password is generated for ...: ...`. */
function verbal(text: string, at: number | undefined): {tie: Tie; at: number} | undefined {
  return at === undefined || /^[A-Za-z]{1,40}[.,]?(?:\s|$)/.test(text.slice(at, at + 44))
    ? undefined
    : {tie: 'verb', at};
}

/** The word behind a name, or else what stands behind the next colon. */
function spaced(
  text: string,
  word: number | undefined,
  sentence: () => number | undefined,
): {tie: Tie; at: number} | undefined {
  if (word === undefined || !/\d/.test(text.slice(word, word + 120))) return undefined;
  const value = readValue(text, word);
  if (value !== undefined && isRandom(trimmed(text.slice(value.start, value.end)))) return {tie: 'space', at: word};
  const at = sentence();
  return at === undefined ? undefined : {tie: 'sentence', at};
}

function separated(text: string, end: number): {tie: Tie; at: number} | undefined {
  SEPARATOR.lastIndex = end;
  const separator = SEPARATOR.exec(text)?.[1];
  if (separator === undefined) return undefined;
  return {tie: /^(?::|%3A|\\+u003a|->|→)$/i.test(separator) ? 'colon' : 'assigned', at: SEPARATOR.lastIndex};
}

function isQuoteCode(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x60;
}

const SCHEME =
  /((?:b?\\{0,7}["'`])?)(?:Bearer|Basic|Digest|Token|ApiKey|Negotiate|NTLM|Bot|Hawk|OAuth|AWS4-HMAC-SHA256)[ \t]{1,4}(?=[^\s"'`\\])/iy;

/** `Bearer` and the like are no part of the secret. */
function behindScheme(text: string, at: number): number {
  SCHEME.lastIndex = at;
  return SCHEME.test(text) ? SCHEME.lastIndex : at;
}

/** Schemes whose credentials are several members, with spaces between them. */
const IN_MEMBERS = /(?:Digest|Hawk|OAuth|AWS4-HMAC-SHA256)[ \t]/iy;
const MEMBERS_END = /[\r\n'`]|\\"|"(?=[ \t]{0,4}[,;)\]}]?[ \t]{0,4}(?:$|[\r\n}]))/g;

function credentialsEnd(text: string, at: number, end: number, quoted: boolean): number {
  IN_MEMBERS.lastIndex = isQuoteCode(text.charCodeAt(at)) ? at + 1 : at;
  if (quoted || !IN_MEMBERS.test(text)) return end;
  MEMBERS_END.lastIndex = end;
  return MEMBERS_END.exec(text)?.index ?? text.length;
}

const USER_AND_PASSWORD = /[([{]\s{0,4}b?["'][^"'\r\n]{0,80}["'],\s{0,4}b?(["'])([^"'\r\n]{1,200})\1/y;

/** `auth=('user', 'password')`. */
function userAndPassword(text: string, at: number): {start: number; end: number} | undefined {
  USER_AND_PASSWORD.lastIndex = at;
  const password = USER_AND_PASSWORD.exec(text)?.[2];
  if (password === undefined || isMask(password) || isProse(password)) return undefined;
  return {start: USER_AND_PASSWORD.lastIndex - 1 - password.length, end: USER_AND_PASSWORD.lastIndex - 1};
}

function accepts(secret: string, context: Context): boolean {
  if (secret.length < 4 || isMask(secret) || isProse(secret) || isSmallNumber(secret)) return false;
  if (!context.quoted && isSource(secret, context)) return false;
  if (context.listed) return isRandom(secret) || (context.known.kind === 'authorization' && !isWord(secret));
  if (context.known.harmless) return isMixed(secret) && secret.length >= 20 && !secret.includes('/');
  switch (context.tie) {
    case 'assigned':
    case 'colon':
      return acceptsAssigned(secret, context);
    case 'pair':
      return (
        isRandom(secret) ||
        (isOpen(context) &&
          !isName(secret) &&
          (context.nested || (context.known.kind === 'authorization' && !isWord(secret))))
      );
    case 'flag':
      return isOpen(context) || /^[^\s:/]+:[^\s/]/.test(secret) ? !isPlaceholder(secret) : isRandom(secret);
    case 'verb':
      return isOpen(context) && (isMixed(secret) || /[!#$%^&*@]/.test(secret)) && !/^[./]|:\/\//.test(secret);
    case 'space':
      return context.known.kind !== 'hint' && isRandom(trimmed(secret));
    case 'sentence':
      return isOpen(context) && isRandom(trimmed(secret));
    case 'next-line':
      return isOpen(context) && (context.quoted || isRandom(trimmed(secret)));
  }
}

/** A `password` or a `secret`, whose values are masked whatever they look like. */
function isOpen({known}: Context): boolean {
  return known.kind === 'password' || known.kind === 'secret' || known.kind === 'authorization';
}

function acceptsAssigned(secret: string, context: Context): boolean {
  const {known, tie, quoted, query} = context;
  const exact = tie === 'assigned' || quoted;
  switch (known.kind) {
    case 'password':
      return exact || !known.bare || context.member || looksRandom(trimmed(secret));
    case 'authorization':
      return true;
    case 'secret':
      // "token: something" is often a sentence; "password: something" hardly ever is.
      return exact || looksRandom(secret);
    case 'auth':
      return exact ? !MECHANISM.test(secret) && !/^[a-z_-]{1,12}$/.test(secret) : isRandom(secret);
    case 'key':
      return !/^[./]|:\/\//.test(secret) && (exact ? isMixed(secret) && !isId(secret) : isRandom(secret));
    case 'hint':
      return query
        ? isQueryKey(secret)
        : isMixed(secret) && secret.length >= 8 && /^[\w+/=-]+$/.test(secret) && !isId(secret);
  }
}

const MECHANISM =
  /^(?:scram|sha|md5|oauth|oidc|saml|ldap|kerberos|gss|ntlm|basic|digest|bearer|jwt|iam|aws|plain|login|cram|x509|m?tls|cert|token|apikey|none|trust|peer|ident)[\w-]{0,12}$/i;

/** A line of source: `password=password`, `pwd=os.environ["X"]`; and the shell's own PWD. */
function isSource(secret: string, {name}: Context): boolean {
  const word = secret.replace(/[),;\]}]+$/, '');
  return (
    isCode(secret) || word.toLowerCase() === name.toLowerCase() || (/^(?:OLD)?PWD$/.test(name) && word.startsWith('/'))
  );
}

function isWord(text: string): boolean {
  return /^[a-z-]+$/i.test(text);
}

function isName(text: string): boolean {
  return /^[A-Z][A-Z0-9_]*$|^[a-z]+(?:_[a-z]+)+$/.test(text);
}

function trimmed(secret: string): string {
  return secret.replace(/[.,;:!?)\]}]+$/, '');
}
