/**
 * How far a name goes to say that its value is a secret: of a `password` nearly every value is masked, of a `secret` all
 * but prose, of a `key` what looks random, of a `hint` what can hardly be anything else.
 */
export type NameKind = 'password' | 'secret' | 'authorization' | 'auth' | 'key' | 'hint';

export interface SensitiveName {
  readonly kind: NameKind;
  /** A word by itself, which prose uses too: `pass`, `key`, `auth`. */
  readonly bare: boolean;
  /** The end of the name says that the value is about the secret: `token_count`, `password_reset_url`. */
  readonly harmless: boolean;
}

/** Begins every name that can be sensitive: what is looked for, before a name is looked at. */
export const NAME_HINTS = [
  'pass',
  'pw',
  'secret',
  'token',
  'cred',
  'key',
  'auth',
  'bearer',
  'psk',
  'sas',
  'sig',
  'hmac',
  'contrase',
  'kennwort',
  'wachtwoord',
  'senha',
  'パスワード',
  '密码',
  '密碼',
  'пароль',
  '비밀번호',
] as const;

/** Spelled so, they mean it wherever in a name they stand: `PGPASSWORD`, `authtoken`. */
const PASSWORD =
  /passw(?:or[dt]|d)|passphrase|passcode|pwd|contrase[ñn]a|kennwort|wachtwoord|senha|パスワード|密码|密碼|пароль|비밀번호/i;
const SECRET =
  /secret(?!s?manager|ar(?:y|ies))|(?<!public_?key)token(?!i[sz])|credential|(?:api|access|account|auth|private|encryption|signing|shared|master|fernet|webhook|hmac|licen[cs]e|jwt|aes|deploy)[_.-]?key/i;
const HARMLESS_SUFFIX =
  /(?:count|limit|ttl|expir(?:y|es|ed|e|ation)|minutes|seconds|days|hours|length|len|size|type|arn|url|uri|path|file|name|id|algorithm|policy|encryption|enabled|required|valid|status|usage|usages|error|exception|less|s|_?at)$/i;

/** Ends in "pass", but is a word. */
const PASS_WORD = /^(?:by|com|encom|sur|tres|under|over|im|multi|single)pass$/;
const BEFORE_PASS = /^(?:first|second|one|two|single|multi|each|all|tests?|did|not|to)$/;
/** What follows `pass` where it is a verb or a test's: `pass_through`, `pass-rate`. */
const AFTER_PASS =
  /^(?:through|thru|rate|ratio|by|fail|if|only|back|on|over|along|down|criteria|threshold|percent|percentage|args?|params?|mark|all|context|test|tests)$/;
/** Keys that find something instead of opening it. */
const FINDING_KEY =
  /^(?:primary|foreign|partition|sort|cache|public|publishable|object|routing|row|hash|index|unique|composite|lookup|group|map|s3|bucket|redis|idempotency|message|config|registry|host|sub|super|dup|duplicate|missing|unknown|invalid|hot|home|enter|press|any|i18n|translation|resource)$/;

/** What a name says about its value; undefined where it says nothing. */
export function sensitiveName(name: string): SensitiveName | undefined {
  const strong = PASSWORD.exec(name) ?? undefined;
  const secret = strong === undefined ? SECRET.exec(name) : undefined;
  const word = strong ?? secret;
  if (word) {
    const suffix = name.slice(word.index + word[0].length);
    return {kind: strong ? 'password' : 'secret', bare: false, harmless: HARMLESS_SUFFIX.test(suffix)};
  }
  return bySegments(segmentsOf(name));
}

/** `DB_PASS`, `db-pass`, `dbPass`, `DBPass2` are all of the segments "db" and "pass". */
function segmentsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((segment) => segment.replace(/\d+$/, ''))
    .filter((segment) => segment !== '');
}

function bySegments(segments: readonly string[]): SensitiveName | undefined {
  const bare = segments.length === 1;
  const at = segments.findIndex((segment) => isPassSegment(segment));
  if (at !== -1) {
    const after = segments.slice(at + 1);
    if (AFTER_PASS.test(after[0] ?? '')) return undefined;
    return {
      kind: 'password',
      bare: (bare && segments[at] === 'pass') || BEFORE_PASS.test(segments[at - 1] ?? ''),
      harmless: HARMLESS_SUFFIX.test(after.join('_')),
    };
  }
  const last = segments.at(-1) ?? '';
  const kind = kindOfLast(last, segments.at(-2));
  return kind && {kind, bare, harmless: false};
}

function isPassSegment(segment: string): boolean {
  return segment === 'passe' || segment.endsWith('pw') || (segment.endsWith('pass') && !PASS_WORD.test(segment));
}

function kindOfLast(last: string, before: string | undefined): NameKind | undefined {
  if (last === 'authorization') return 'authorization';
  if (/^(?:creds?|bearer|psk)$/.test(last)) return 'secret';
  if (/^(?:master|proxy|http|basic|redis|user)?auth$/.test(last)) return 'auth';
  if (/^(?:sas|sig|signature|hmac)$/.test(last)) return 'hint';
  if (last !== 'key') return undefined;
  if (before === undefined) return 'hint';
  return FINDING_KEY.test(before) ? undefined : 'key';
}
