import {maskBuildArguments, maskEnv} from './build-instructions.js';
import {HIDDEN, hideSecretArguments} from './secret-arguments.js';

/** Shorter values turn up by chance. */
const SHORTEST_VALUE = 6;
/** Values that are no secret and that a reader needs to recognise a line by. */
const HARMLESS =
  /^(?:true|false|production|development|staging|linux|python\d?(?:\.\d+)*|[\d.]+|(?:\/[\w.-]+)+(?::(?:\/[\w.-]+)+)*|C\.UTF-8|en_US\.UTF-8)$/;
/** Ordinary words that images set variables to: masked, they would make a command unreadable and hide nothing. */
const ORDINARY_WORDS: ReadonlySet<string> = new Set(
  `enabled disabled enable disable default always testing integration preview sandbox localhost notice warning error
  critical silent verbose console stdout stderr pretty logfmt service server client worker backend frontend web
  application container celery gunicorn uvicorn hypercorn granian daphne uvloop asyncio httptools flask django fastapi
  express spring golang nodejs python docker alpine debian ubuntu bookworm bullseye trixie nginx apache postgres
  postgresql mariadb sqlite mongodb rabbitmq memory filesystem websocket internal external public private stable latest
  master noninteractive`.split(/\s+/),
);
const SECRET_NAME = /TOKEN|SECRET|PASS|PWD|KEY|CREDENTIAL|AUTH|SALT|DSN|PIN|CODE/i;

/**
 * Makes lines of an image's history and its command printable: what ENV, ARG and inline assignments carry is hidden, what
 * a command is given as a secret, and every value of the image's own variables wherever it turns up.
 *
 * @param redact hides whatever else looks like a secret, as in log lines
 */
export function createMask(env: readonly string[], redact = (text: string) => text): (line: string) => string {
  const values = env
    .flatMap((variable) => {
      const equals = variable.indexOf('=');
      const value = variable.slice(equals + 1);
      return mayBeSecret(variable.slice(0, Math.max(0, equals)), value) ? [value] : [];
    })
    .sort((a, b) => b.length - a.length);
  return (line) => {
    let masked = maskInstruction(line);
    for (const value of values) masked = masked.replaceAll(value, HIDDEN);
    return redact(hideSecretArguments(masked));
  };
}

/** A word like "server" stands everywhere and tells nothing, unless the variable's name says that it is a secret. */
function mayBeSecret(name: string, value: string): boolean {
  if (value.length < SHORTEST_VALUE || HARMLESS.test(value)) return false;
  return SECRET_NAME.test(name) || !ORDINARY_WORDS.has(value.toLowerCase());
}

function maskInstruction(line: string): string {
  return maskBuildArguments(maskEnv(line))
    .replace(
      /\b([A-Z0-9_]*(?:TOKEN|SECRET|PASSWORD|PASSWD|KEY|CREDENTIALS?)[A-Z0-9_]*=)(\[masked [^\]]*\]|"[^"]*"|'[^']*'|\S+)/gi,
      `$1${HIDDEN}`,
    )
    .replace(NAMED_TEXT, `$1$2${HIDDEN}$2`);
}

const NAME_OF_SECRET =
  '["\'][\\w.-]{0,64}(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|SALT|(?:api|access|account|auth|private|encryption|signing|shared|master|secret|app)[_-]?key)[\\w.-]{0,64}["\']\\s{0,8}';
/** `define('DB_PASSWORD', '…')`, `getenv("TOKEN", "…")`, `'password' => '…'`, `"clientSecret": "…"`. */
const NAMED_TEXT = new RegExp(
  `((?:\\b(?:define|get|getenv|putenv|env|setdefault)\\s{0,8}\\(\\s{0,8}${NAME_OF_SECRET},|${NAME_OF_SECRET}(?:=>|:))\\s{0,8})(["'])(?:\\\\.|(?!\\2)[^\\\\\\n])+\\2`,
  'gi',
);
