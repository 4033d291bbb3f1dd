/** A kind of secret that is recognised by its shape, whoever's it is. */
export interface SecretPattern {
  /** Stands in the mask: `[masked jwt]`. */
  readonly what: string;
  /** Global. Group `secret` is masked, or the whole match where there is no such group. */
  readonly pattern: RegExp;
  /** The pattern can only match a text that holds one of these (lower case): a cheap look before the expensive one. */
  readonly hints: readonly string[];
  /** The pattern matches whole lines of such lengths only: the others need not be tried. */
  readonly lines?: {readonly min: number; readonly max: number};
  /** Last word on a match: false leaves it alone. */
  readonly accept?: (secret: string, match: RegExpExecArray) => boolean;
}

// Every expression below is linear: a run of characters is entered only at its start (a look-behind sees to it), and
// what follows a keyword is bounded. test/evidence/redact.test.ts times them on hostile lines.

export const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    what: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    hints: ['private key'],
  },
  {
    // A log event is a line: the body of a key arrives without its header.
    what: 'key-material',
    pattern: /^\s{0,8}([A-Za-z0-9+/]{60,76}={0,2})\s{0,8}$/gm,
    lines: {min: 60, max: 94},
    hints: [''],
    accept: (secret) => isMixed(secret),
  },
  {
    what: 'jwt',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
    hints: ['eyj'],
  },
  {
    what: 'aws-access-key',
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Za-z0-9])/g,
    hints: ['akia', 'asia', 'abia', 'acca', 'a3t'],
  },
  {
    what: 'aws-session-token',
    pattern: /(?<![A-Za-z0-9/+=])(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9/+=%]{20,}/g,
    hints: ['iqojb3jpz2lu', 'woqgzxivyxdz', 'gzxivyxdz'],
  },
  {
    what: 'signature',
    pattern:
      /[?&](?:amp;)?(?:X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|AWSAccessKeyId|Signature|sig|access_token|id_token|refresh_token|api_?key|token|code)=(?<secret>[^&\s"'<>]{6,})/gi,
    hints: ['signature', 'x-amz-', 'sig=', 'token', 'key', 'code='],
    accept: (secret) => !isMask(secret),
  },
  {
    what: 'authorization',
    pattern: /(?<![A-Za-z])(?:Bearer|Basic|Digest|Token)[ \t]{1,4}(?<secret>[A-Za-z0-9._~+/=-]{8,})/gi,
    hints: ['bearer', 'basic', 'digest', 'token'],
    accept: (secret) => isMixed(secret) || /^[A-Za-z0-9+/]{12,}={1,2}$/.test(secret),
  },
  {
    what: 'cookie',
    pattern: /(?<![A-Za-z])(?:Set-)?Cookie["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?<secret>[^\s"';=]{1,64}=[^\r\n"']{4,})/gi,
    hints: ['cookie'],
    accept: (secret) => !isMask(secret),
  },
  {
    what: 'token',
    pattern:
      /(?<![A-Za-z0-9_-])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}|glpat-[A-Za-z0-9_-]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|[srp]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{40,}|sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|dckr_pat_[A-Za-z0-9_-]{20,})/g,
    hints: [
      'ghp_',
      'gho_',
      'ghu_',
      'ghs_',
      'ghr_',
      'github_pat_',
      'glpat-',
      'xox',
      'xapp-',
      'k_live_',
      'k_test_',
      'whsec_',
      'sg.',
      'aiza',
      'ya29.',
      'npm_',
      'pypi-',
      'sk-',
      'hf_',
      'dckr_',
    ],
  },
  {
    // By themselves: no substring of these is rare enough to be a hint, and it would cost the others theirs.
    what: 'token',
    pattern: /(?<![A-Za-z0-9_-])(?:SK|AC)[0-9a-f]{32}/g,
    hints: ['sk', 'ac'],
  },
  {
    what: 'slack-webhook',
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[A-Za-z0-9/_-]{10,})/g,
    hints: ['hooks.slack.com'],
  },
  {
    // A database's URL without its "://": the one that its driver refuses, and quotes.
    what: 'url-password',
    pattern:
      /(?<![A-Za-z0-9])(?:postgres(?:ql)?|mysql2?|mariadb|mongodb|rediss?|amqps?|mssql)(?:\+[a-z0-9_]{1,20})?(?!:\/\/)[:/]{1,3}[^\s:@/"'<>]{0,80}:(?<secret>[^\s@"'<>]{1,200})@/gi,
    hints: ['postgres', 'mysql', 'mariadb', 'mongodb', 'redis', 'amqp', 'mssql'],
    accept: (secret) => !isMask(secret),
  },
  {
    // name=value, "name": "value", name: value; not the service or the resource in an ARN of Secrets Manager.
    what: 'secret',
    pattern:
      /(?<!\d{12}:)(?<name>pass(?:word|wd|phrase)|pwd|secret(?!s?manager)|token|credential|(?:api|access|account|auth|private|encryption|signing|shared|master|fernet|webhook)[_-]?key)(?<suffix>[A-Za-z0-9_-]{0,32})(?<quote>\\?["'])?[ \t]{0,4}(?<separator>=|:)[ \t]{0,4}(?:"(?<double>[^"\\\r\n]{1,}(?:\\[^\r\n][^"\\\r\n]*)*)"|'(?<single>[^'\\\r\n]{1,}(?:\\[^\r\n][^'\\\r\n]*)*)'|\\"(?<escaped>[^"\\\r\n]{1,})\\"|(?<plain>[^\s,;&"'<>(){}]{4,}))/gi,
    hints: ['pass', 'pwd', 'secret', 'token', 'credential', 'key'],
    accept: acceptsAssignment,
  },
  {
    // --api-key value, -password value: in a start command, and in the usage error that quotes it.
    what: 'secret',
    pattern:
      /(?<![\w-])--?(?:[a-z0-9]{1,24}[_-]){0,4}(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|access|account|auth|private|encryption|signing|shared|master|secret)[_-]?key)[ \t]{1,4}(?:"(?<double>[^"\r\n]{4,})"|'(?<single>[^'\r\n]{4,})'|(?<secret>[^\s"'<>[\]{}$|&;-][^\s"'|&;]{3,}))/gi,
    hints: ['pass', 'pwd', 'secret', 'token', 'credential', 'key'],
    accept: (secret) => !isMask(secret) && !PROSE.test(secret) && !PLACEHOLDER.test(secret),
  },
];

/** Members of an assignment's match that may hold the secret. */
export const ASSIGNED = ['double', 'single', 'escaped', 'plain'] as const;

/** What a usage text has in a value's place: `--token TOKEN`, `--password option`. */
const PLACEHOLDER =
  /^(?:[A-Z][A-Z_]*[\])},:.]{0,2}|options?|arguments?|flags?|parameters?|value|or|and|for|from|with|given|provided)$/;
const PROSE =
  /^(?:required|missing|invalid|incorrect|wrong|expired|empty|failed|failure|must|should|cannot|not|is|was|has|field|value|none|null|nil|undefined|true|false|yes|no|set|unset|ok|valid|authentication|reset|changed|change|rotation|rotated|denied|unknown|error|found|loaded|hidden|redacted|masked|\*+|x{3,}|str|string|bytes|optional.*|<.*>|\$.*|%.*|\[.*)$/i;
/** What the suffix of a key-like name says that its value is no secret: `token_count=`, `password_reset_url=`. */
const HARMLESS_SUFFIX =
  /(?:count|limit|ttl|expir(?:y|es|ed|e|ation)|minutes|seconds|days|hours|length|len|size|type|arn|url|uri|path|file|name|id|algorithm|policy|enabled|required|valid|status|usage|usages|error|exception|s|_?at)$/i;

function acceptsAssignment(secret: string, match: RegExpExecArray): boolean {
  const {suffix = '', separator = '=', plain, name = ''} = match.groups ?? {};
  if (isMask(secret) || PROSE.test(secret.replace(/[.!,;:]+$/, '')) || secret.startsWith('arn:')) return false;
  const quoted = plain === undefined;
  if (HARMLESS_SUFFIX.test(suffix)) return isMixed(secret) && secret.length >= 20 && !secret.includes('/');
  if (/^[+-]?\d{1,5}(?:\.\d+)?$/.test(secret)) return false;
  if (separator === '=' || quoted) return secret.length >= 4;
  // "token: something" is often a sentence; "password: something" hardly ever is.
  return /^p(?:ass|wd)/i.test(name) ? secret.length >= 4 : looksRandom(secret);
}

function looksRandom(secret: string): boolean {
  return secret.length >= 6 && (isMixed(secret) || /[^A-Za-z0-9._:-]/.test(secret) || /\d{6,}/.test(secret));
}

/** Letters of both cases and digits, or letters and several digits: not a word, and not a hexadecimal id. */
function isMixed(secret: string): boolean {
  const digits = secret.match(/\d/g)?.length ?? 0;
  if (/[A-Z]/.test(secret) && /[a-z]/.test(secret)) return digits > 0 || /[a-z][A-Z][a-z]?[A-Z]/.test(secret);
  return (
    digits >= 2 &&
    /[A-Za-z]/.test(secret) &&
    !/^\d+[a-z]{1,2}$/i.test(secret) &&
    !/^[0-9a-f]+$/.test(secret.length > 60 ? secret : '')
  );
}

function isMask(text: string): boolean {
  // The expressions stop at spaces, so often only the beginning of a mask is seen.
  return text === '[masked' || text.startsWith('[masked ');
}
