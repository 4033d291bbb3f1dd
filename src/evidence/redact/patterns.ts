import {isMask, isMixed, isProse, isQueryKey, isRandom} from './shapes.js';

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
      /[?&](?:amp;)?(?:X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|AWSAccessKeyId|Signature|sig|access_token|id_token|refresh_token|api_?key|token|code|auth|key|session|sas|sid|ticket|otp)=(?<secret>[^&\s"'<>]{6,})/gi,
    hints: [
      'signature',
      'x-amz-',
      'sig=',
      'token',
      'key',
      'code=',
      'auth=',
      'session=',
      'sas=',
      'sid=',
      'ticket=',
      'otp=',
    ],
    accept: (secret, match) => !isMask(secret) && (!ALSO_AN_ID.test(match[0]) || isQueryKey(secret)),
  },
  {
    what: 'authorization',
    pattern: /(?<![A-Za-z])(?:Bearer|Basic|Digest|Token)(?::[ \t]{0,4}|[ \t]{1,4})(?<secret>[A-Za-z0-9._~+/=-]{8,})/gi,
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
      /(?<![A-Za-z0-9])(?:postgres(?:ql)?|mysql2?|mariadb|mongodb|rediss?|amqps?|mssql)(?:\+[a-z0-9_]{1,20})?(?!:\/\/)[:/]{1,3}[^\s:@/"'<>]{0,80}:(?<secret>[^\s"'<>]{1,200})@/gi,
    hints: ['postgres', 'mysql', 'mariadb', 'mongodb', 'redis', 'amqp', 'mssql'],
    accept: (secret) => !isMask(secret),
  },
  {
    what: 'url-password',
    pattern: /jdbc:oracle:(?:thin|oci\d?):[^\s:@/"']{1,80}\/(?<secret>[^\s"'<>]{1,200})@/gi,
    hints: ['jdbc:oracle'],
    accept: (secret) => !isMask(secret),
  },
  {
    // A token in a user's place: https://TOKEN@git.example.com
    what: 'url-password',
    pattern: /:\/\/(?<secret>[A-Za-z0-9._~-]{16,200})@/g,
    hints: ['://'],
    accept: (secret) => isRandom(secret),
  },
  {
    what: 'token',
    pattern: /(?<![A-Za-z0-9])bot\d{6,12}:(?<secret>[A-Za-z0-9_-]{30,})/g,
    hints: ['bot'],
  },
  {
    what: 'webhook',
    pattern:
      /(?:discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{1,24}|webhook\.office\.com\/webhookb2\/[\w@-]{1,120}\/IncomingWebhook)\/(?<secret>[A-Za-z0-9/_-]{10,})/g,
    hints: ['discord', 'webhook.office.com'],
  },
  {
    // A secret access key by itself, after the id that it belongs to.
    what: 'aws-secret-key',
    pattern:
      /(?:(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}|\[masked (?:aws-access-key|[^\]\r\n]{0,60}ACCESS_KEY[^\]\r\n]{0,20})\])[^A-Za-z0-9/+][^\r\n]{0,60}?(?<![A-Za-z0-9/+=])(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/g,
    hints: ['akia', 'asia', 'aws-access-key', 'access_key'],
    accept: (secret) => /[A-Z]/.test(secret) && /[a-z]/.test(secret) && /\d/.test(secret),
  },
  {
    what: 'secret',
    pattern:
      /\bcurl\b[^\r\n]{0,400}?[\s"',](?:-u|--user|-U|--proxy-user)(?:["']?,\s{0,4}|[ \t]{1,4}|=)?["']?[^\s:"'@/]{1,80}:(?<secret>[^\s"']{1,200})/g,
    hints: ['curl'],
    accept: (secret) => !isMask(secret) && !isProse(secret),
  },
  {
    what: 'secret',
    pattern:
      /\b(?:mysql(?:dump|admin|import|check|show)?\b[^\r\n]{0,200}?\s-p(?!rint|ort\b|rod|arallel)|sshpass\s{1,4}-p\s{0,4}|redis-cli\b[^\r\n]{0,200}?\s-a\s{1,4}|(?:(?:docker|podman) login|mongo(?:sh|dump|restore|export|import)?)\b[^\r\n]{0,200}?\s-p\s{1,4}|sqlcmd\b[^\r\n]{0,200}?\s-P\s{0,4})["']?(?<secret>[^\s"'-][^\s"']{3,})/g,
    hints: ['mysql', 'sshpass', 'redis-cli', 'docker login', 'podman login', 'mongo', 'sqlcmd'],
    accept: (secret) => !isMask(secret) && !isProse(secret),
  },
  {
    // The third argument, in a frame of PHP's stack.
    what: 'secret',
    pattern:
      /(?:PDO->__construct|mysqli(?:->__construct|->real_connect|_connect|_real_connect))\('[^'\r\n]{0,200}', '[^'\r\n]{0,100}', '(?<secret>[^'\r\n]{1,200})'/g,
    hints: ['pdo->', 'mysqli'],
    accept: (secret) => !isMask(secret),
  },
];

/** Parameters that carry an id or a path as often as a secret. */
const ALSO_AN_ID = /^[?&](?:amp;)?(?:auth|key|session|sid|ticket)=/i;
