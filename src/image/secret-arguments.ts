export const HIDDEN = '***';

const SECRET_NAME =
  '(?:pass(?:word|wd|phrase|code|wort)?|pwd|secret|token|credentials?|auth|requirepass|masterauth|key)s?';
/** `--api-key`, `-password`, `--dbPassword`. */
const SECRET_FLAG = new RegExp(`^-{1,2}[\\w.-]*${SECRET_NAME}$`, 'i');
const SECRET_FLAG_ASSIGNED = new RegExp(`^(-{1,2}[\\w.-]*${SECRET_NAME}=)(.+)$`, 'is');
const FLAG = /^-{1,2}[A-Za-z]/;
/** `--key /etc/ssl/server.pem`: where a secret lies is none. */
const KEY_FLAG = /keys?$/i;
const PATH = /^(?:\.{0,2}|~)\/|\.(?:pem|key|crt|json)$/;
/** `--max-tokens 4096`, `--num-keys 3`. */
const COUNTED_FLAG = /(?:tokens|keys)$/i;

const HEADER = /^([\w-]*(?:auth|token|key|secret|cookie|passw|credential)[\w-]*\s*:\s*)(.+)$/is;

/** Programs that take a secret by a flag whose name does not tell: `-p X`, or `-pX`. */
const PROGRAM_FLAGS: readonly {
  readonly program: RegExp;
  readonly flags: readonly string[];
  /** Only as `-pX`: what follows a bare flag is something else. */
  readonly attachedOnly?: true;
}[] = [
  // Of docker, podman, helm, oras, az, …: whatever logs in.
  {program: /^login$/, flags: ['-p']},
  {program: /^(?:sshpass|mongo\w*|twine|useradd|usermod|7z\w*|mycli)$/, flags: ['-p']},
  {program: /^(?:mysql|mariadb)[\w-]*$/, flags: ['-p'], attachedOnly: true},
  {program: /^(?:zip|unzip|sqlcmd|bcp)$/, flags: ['-P']},
  {program: /^redis-cli$/, flags: ['-a']},
  {program: /^ldap\w+$/, flags: ['-w']},
  {program: /^openssl$/, flags: ['-k', '-K']},
];

/** Programs that take `user:password` in one word. */
const USER_PROGRAM = /^(?:curl|wget|https?|xh|lftp|aria2c|smbclient)$/;
const USER_FLAG = /^(?:-u|-U|--user|--proxy-user|--http-user|--username)$/;
const USER_FLAG_ATTACHED = /^(-[uU]|--(?:proxy-)?user=)([^:,%]+[:,%])(.+)$/s;
const USER_AND_SECRET = /^([^:,%]*[:,%])(.+)$/s;

/** `npm config set NAME VALUE`, `composer config NAME VALUE`, `aws configure set NAME VALUE`. */
const CONFIGURED_PROGRAM =
  /^(?:npm|pnpm|yarn|composer|poetry|git|aws|pip3?|bundler?|heroku|gcloud|az|gh|glab|pulumi|fly(?:ctl)?|mc|s3cmd|jf|jfrog|nuget|dotnet|conan|hub|vercel)$/;
const CONFIGURE = /^(?:config|configure|set)(?::\w+)?$/;
const CONFIGURED_SECRET =
  /auth|token|secret|passw|http-basic|bearer|credential(?!\.helper)|api[_-]?key|access[_-]?key|extraheader/i;

/** `vault login X`, `snyk auth X`. */
const POSITIONAL_PROGRAM = /^(?:vault|wandb|snyk|railway|doppler|ngrok|tailscale)$/;
const POSITIONAL = /^(?:login|auth|authtoken|add-authtoken)$/;

const READS_SECRET = /^(?:--password-stdin|--with-token|--stdin|chpasswd|--passphrase-fd|-S)$/;

/**
 * Hides what follows a flag that asks for a secret, word by word: `--api-key X`, `curl -u user:X`, `mysql -pX`. A word
 * that is a command line itself (`sh -c "…"`) is looked through as one.
 *
 * @param hidden stands in the place of a secret
 */
export function hideSecretWords(words: readonly string[], hidden = HIDDEN): string[] {
  return hideInCommand(words, hidden).map((word, i) =>
    word === words[i] ? hideSecretArguments(word, hidden, true) : word,
  );
}

/** The same in a command line, in an exec form (`CMD ["app", "--token", "X"]`), or in a text of such lines. */
export function hideSecretArguments(line: string, hidden = HIDDEN, isWord = false): string {
  const text = hideUrlUsers(line, hidden);
  if (isWord && !/\s/.test(text)) return text;
  const commands = commandsOf(text);
  const masked = commands.map(({words}) =>
    hideInCommand(
      words.map(({value}) => value),
      hidden,
    ),
  );
  commands.forEach(({words, isPiped}, i) => {
    const next = commands[i + 1];
    const isSaid = isPiped && words.some(({value}) => /^(?:echo|printf)$/.test(value));
    if (isSaid && next?.words.some(({value}) => READS_SECRET.test(value)))
      masked[i] = words.map(({value}, at) => (at === 0 || FLAG.test(value) ? value : hidden));
  });
  let out = '';
  let at = 0;
  for (const [i, {words}] of commands.entries()) {
    for (const [j, word] of words.entries()) {
      const value = masked[i]?.[j] ?? word.value;
      out += text.slice(at, word.start) + written(word, value, text, hidden);
      at = word.end;
    }
  }
  return out + text.slice(at);
}

function written(word: Word, value: string, text: string, hidden: string): string {
  const raw = text.slice(word.start, word.end);
  if (value !== word.value) return word.quote === '' ? value : `${word.quote}${value}${word.quote}`;
  // A command line in quotes: `sh -c "curl -u user:X"`.
  let out = '';
  let at = 0;
  for (const [from, to] of word.quoted) {
    const inner = raw.slice(from, to);
    if (!/\s/.test(inner)) continue;
    out += raw.slice(at, from) + hideSecretArguments(inner, hidden);
    at = to;
  }
  return out + raw.slice(at);
}

/** Names that stand in front of a host and are no secret. */
const USERS =
  /^(?:git|hg|svn|root|admin|user|app|api|postgres|anonymous|guest|ec2-user|ubuntu|deploy|www-data|hidden)$/i;
const USER_NAME = /^[A-Za-z][A-Za-z._%-]{0,23}\d{0,3}$/;

/** What stands in front of a URL's host: the password, and the user where that may be a token. */
function hideUrlUsers(text: string, hidden: string): string {
  if (!text.includes('://')) return text;
  return text.replace(
    /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)(\[masked [^\]]*\]@)?([^\s"'<>/?#@]+(?:@[^\s"'<>/?#@]+)*)@(?=[\w.[$*-])/gi,
    (whole, scheme: string, masked: string | undefined, userinfo: string) => {
      if (masked !== undefined || userinfo.includes('[masked')) return whole;
      const colon = userinfo.indexOf(':');
      if (colon < 0) return isUser(userinfo, USERS) ? whole : `${scheme}${hidden}@`;
      const user = userinfo.slice(0, colon);
      // Some services take a token as the user, and any word, or none, as its password.
      const isToken = /^(?:|x|x-oauth-basic)$/.test(userinfo.slice(colon + 1));
      const isShown = user === '' || isUser(user, isToken ? USERS : USER_NAME);
      return `${scheme}${isShown ? user : hidden}:${hidden}@`;
    },
  );
}

/** A variable (`$TOKEN`, `${TOKEN}`) is no secret either. */
function isUser(name: string, pattern: RegExp): boolean {
  return pattern.test(name) || /^\$\{?\w+\}?$/.test(name) || /^\*+$/.test(name);
}

/** One command: its words without quotes. */
function hideInCommand(words: readonly string[], hidden: string): string[] {
  const shown = [...words];
  const programs = words.map((word) => word.slice(word.lastIndexOf('/') + 1));
  const runs = (pattern: RegExp): boolean => programs.some((program) => pattern.test(program));
  const hide = (at: number, what: string = hidden): void => {
    const word = words[at];
    if (word !== undefined && !word.startsWith('[masked ')) shown[at] = what;
  };
  for (const [i, word] of words.entries()) {
    const next = words[i + 1];
    if (SECRET_FLAG.test(word) && next !== undefined && isGiven(word, next)) hide(i + 1);
    const assigned = SECRET_FLAG_ASSIGNED.exec(word);
    if (assigned && isGiven((assigned[1] as string).slice(0, -1), assigned[2] as string)) {
      hide(i, `${assigned[1]}${hidden}`);
    }
    const header = /^(?:-H|--header)$/.test(word) && next !== undefined ? HEADER.exec(next) : undefined;
    if (header) hide(i + 1, `${header[1]}${hidden}`);
  }
  for (const {program, flags, attachedOnly} of PROGRAM_FLAGS) {
    if (!runs(program)) continue;
    for (const [i, word] of words.entries()) {
      const flag = flags.find((name) => word.startsWith(name));
      if (flag === undefined) continue;
      if (word.length > flag.length) hide(i, `${flag}${hidden}`);
      else if (!attachedOnly) hide(i + 1);
    }
  }
  if (runs(USER_PROGRAM)) hideUsers(words, hide, hidden);
  if (runs(CONFIGURED_PROGRAM) && words.some((word) => CONFIGURE.test(word))) hideConfigured(words, hide, hidden);
  if (runs(POSITIONAL_PROGRAM)) {
    const at = words.findIndex((word) => POSITIONAL.test(word));
    const secret = at < 0 ? -1 : words.findIndex((word, i) => i > at && !word.startsWith('-'));
    if (secret > 0) hide(secret);
  }
  if (runs(/^openssl$/)) {
    for (const [i, word] of words.entries()) if (/^pass:./.test(word)) hide(i, `pass:${hidden}`);
  }
  if (runs(/^htpasswd$/) && words.some((word) => /^-[A-Za-z]*b/.test(word))) hide(lastArgument(words));
  // A line of .netrc.
  if (words.includes('machine')) {
    for (const [i, word] of words.entries()) if (/^(?:password|passwd|login)$/.test(word)) hide(i + 1);
  }
  return shown;
}

/** Whether what follows a flag is its value, and may be a secret. */
function isGiven(flag: string, value: string): boolean {
  if (value === '' || FLAG.test(value) || /^(?:[:=]|[:+=]=|=>)$/.test(value) || /^\$\{?\w+\}?$/.test(value))
    return false;
  if (KEY_FLAG.test(flag) && PATH.test(value)) return false;
  return !(COUNTED_FLAG.test(flag) && /^\d{1,7}$/.test(value));
}

type Hide = (at: number, what?: string) => void;

function hideUsers(words: readonly string[], hide: Hide, hidden: string): void {
  for (const [i, word] of words.entries()) {
    const attached = USER_FLAG_ATTACHED.exec(word);
    if (attached) hide(i, `${attached[1]}${attached[2]}${hidden}`);
    const next = USER_FLAG.test(word) ? USER_AND_SECRET.exec(words[i + 1] ?? '') : undefined;
    if (next) hide(i + 1, `${next[1]}${hidden}`);
  }
}

function hideConfigured(words: readonly string[], hide: Hide, hidden: string): void {
  const from = words.findIndex((word) => CONFIGURE.test(word));
  let isSecret = words.some((word, i) => i < from && /^bundler?$/.test(word));
  for (let i = from + 1; i < words.length; i++) {
    const word = words[i] as string;
    if (/^[<>]/.test(word) || /^\d?>/.test(word)) return;
    const assigned = /^([^=]*)=(.+)$/s.exec(word);
    if (assigned && CONFIGURED_SECRET.test(assigned[1] as string)) hide(i, `${assigned[1]}=${hidden}`);
    else if (!isSecret) isSecret = CONFIGURED_SECRET.test(word) && !word.startsWith('-');
    else if (!FLAG.test(word) && i > from + 1) hide(i);
  }
}

function lastArgument(words: readonly string[]): number {
  const redirected = words.findIndex((word) => /^\d?[<>]/.test(word));
  return (redirected < 0 ? words.length : redirected) - 1;
}

interface Word {
  readonly start: number;
  readonly end: number;
  /** Without quotes. */
  readonly value: string;
  /** Around the whole word; '' where there is none. */
  readonly quote: string;
  /** What stands in quotes, from the word's start. */
  readonly quoted: readonly (readonly [from: number, to: number])[];
}

interface Command {
  readonly words: Word[];
  isPiped: boolean;
}

/** Words of a line, command by command. Each character is looked at a few times at most, whatever the quotes. */
function commandsOf(text: string): Command[] {
  const commands: Command[] = [{words: [], isPiped: false}];
  let at = 0;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '\n' || character === ';' || character === '|' || character === '&') {
      const isDouble = text[at + 1] === character;
      const command = commands.at(-1) as Command;
      command.isPiped = character === '|' && !isDouble;
      commands.push({words: [], isPiped: false});
      at += isDouble ? 2 : 1;
      // The mark of a diff's line makes no flag of what it marks.
      if (text[at - 1] === '\n' && (text[at] === '-' || text[at] === '+')) at++;
    } else if (character === '\\' && text[at + 1] === '\n') at += 2;
    else if (/\s/.test(character)) at++;
    else if ((character === '[' || character === ',') && /^\s{0,4}["']/.test(text.slice(at + 1, at + 6))) at++;
    else {
      const word = wordAt(text, at);
      commands.at(-1)?.words.push(word);
      at = word.end;
    }
  }
  return commands;
}

function wordAt(text: string, start: number): Word {
  if (text.startsWith('[masked ', start)) {
    const end = text.indexOf(']', start) + 1;
    if (end > 0) return {start, end, value: text.slice(start, end), quote: '', quoted: []};
  }
  const quoted: [number, number][] = [];
  let value = '';
  let at = start;
  while (at < text.length) {
    const character = text[at] as string;
    if (/[\s;|&]/.test(character)) break;
    const quote = quoteAt(text, at);
    const close = quote === '' ? -1 : closing(text, at + quote.length, quote);
    if (close >= 0) {
      const inner = text.slice(at + quote.length, close);
      quoted.push([at + quote.length - start, close - start]);
      const end = close + quote.length;
      value += inner;
      if (at === start && (end === text.length || /[\s,\]]/.test(text[end] as string))) {
        return {start, end, value, quote, quoted};
      }
      at = end;
    } else if (character === '\\' && at + 1 < text.length && text[at + 1] !== '\n') {
      value += text[at + 1];
      at += 2;
    } else {
      value += character;
      at++;
    }
  }
  return {start, end: at, value, quote: '', quoted};
}

/** A quote inside a quoted command line is escaped. */
function quoteAt(text: string, at: number): string {
  const character = text[at];
  if (character === '"' || character === "'") return character;
  return character === '\\' && text[at + 1] === '"' ? '\\"' : '';
}

function closing(text: string, from: number, quote: string): number {
  if (quote !== '"') return text.indexOf(quote, from);
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\' && at - 1 - slashes >= from) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}
