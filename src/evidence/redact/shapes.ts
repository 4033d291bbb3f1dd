/** What a value looks like, whatever it is called. */

/** Words that stand where a value would, in messages about it. */
const PROSE =
  /^(?:required|missing|invalid|incorrect|wrong|expired|empty|failed|failure|must|should|cannot|not|is|was|has|field|value|none|null|nil|undefined|true|false|yes|no|set|unset|ok|valid|authentication|reset|changed|change|rotation|rotated|denied|unknown|error|found|loaded|hidden|redacted|masked|filtered|omitted|str|string|bytes|secretstr|optional(?:\[.*)?|<.*>|\[.*)$/i;
const STAND_IN =
  /^(?:[*•.…#]+|x{3,}|\$(?:[A-Z_][A-Z0-9_]*|[a-z_]+|\d|[{(].*)|%(?:[a-z]|\(.*|[A-Z_]+%)|\{\{?[\w. ]*\}?\}?|<.*)$/;
/** The source line that a stack quotes: where a value comes from, not what it is. */
const CODE =
  /^(?:os\.|process\.env|settings\.|config\.|cfg\.|conf\.|self\.|this\.|args\.|opts?\.|options\.|env[.[(]|ENV[.[]|getenv|viper\.|Rails\.|import\.meta|(?:builder\.)?Configuration[.[]|System\.|Environment\.|std::|lambda\b|await$|new$)/;
/** What a usage text has in a value's place: `--token TOKEN`, `--password option`. */
const PLACEHOLDER =
  /^(?:[A-Z][A-Z_]*[\])},:.]{0,2}|options?|arguments?|flags?|parameters?|value|or|and|for|from|with|given|provided)$/;
/** Words, each with a number after it, in a row: `my-api-v24`, `utf8mb4_0900_ai_ci`, `10.0.1.2:5432`. */
const NUMBERED_WORDS =
  /^(?:[A-Za-z]*\d{0,4}|\d+|[a-z]{1,5}\d{1,3}[a-z]{1,3}\d{0,3})(?:[._:@-](?:[A-Za-z]*\d{0,4}|\d+))*$/;
const LICENCE = /^[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,}$/;
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?$/i;
const FILE = /\/[^/]*\.[a-z]\w{0,4}(?::\d{1,6}){0,2}$/i;
const DATE = /^\d{4}-\d\d-\d\d|^\d\d:\d\d/;
const HEX_ID = /^(?:0x)?[0-9a-f-]+$/i;

export function isMask(text: string): boolean {
  // A value may be read up to a space only: the beginning of a mask.
  return text === '[masked' || text.startsWith('[masked ');
}

/** Says something about a value instead of being one. */
export function isProse(text: string): boolean {
  return STAND_IN.test(text) || PROSE.test(text.replace(/[.!,;:]+$/, '')) || text.startsWith('arn:');
}

export function isCode(text: string): boolean {
  return CODE.test(text);
}

export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

export function isSmallNumber(text: string): boolean {
  return /^[+-]?\d{1,5}(?:\.\d+)?$/.test(text);
}

export function looksRandom(secret: string): boolean {
  return secret.length >= 6 && (isMixed(secret) || /[^A-Za-z0-9._:-]/.test(secret) || /\d{6,}/.test(secret));
}

/**
 * Random enough to be masked where no separator stands between it and its name, or no name at all: no word, number,
 * path, host, time or id looks so.
 */
export function isRandom(secret: string): boolean {
  const head = secret.slice(0, 256);
  if (head.length < 8 || !isMixed(head) || /\s|:\/\/|^[./~([{<]/.test(head)) return false;
  if (LICENCE.test(head)) return true;
  if ((head.match(/\d/g)?.length ?? 0) < 2 && !/[^A-Za-z0-9._:/-]/.test(head)) return false;
  return ![HEX_ID, HOST, FILE, DATE, NUMBERED_WORDS].some((shape) => shape.test(head));
}

/** Of a parameter that carries an id or a path as often as a secret: keys are often hexadecimal. */
export function isQueryKey(secret: string): boolean {
  return isRandom(secret) || /^[0-9a-f]{20,}$/i.test(secret);
}

export function isId(text: string): boolean {
  return HEX_ID.test(text);
}

/** Letters of both cases and digits, or letters and several digits: not a word, and not a hexadecimal id. */
export function isMixed(secret: string): boolean {
  const digits = secret.match(/\d/g)?.length ?? 0;
  if (/[A-Z]/.test(secret) && /[a-z]/.test(secret)) return digits > 0 || /[a-z][A-Z][a-z]?[A-Z]/.test(secret);
  return (
    digits >= 2 &&
    /[A-Za-z]/.test(secret) &&
    !/^\d+[a-z]{1,2}$/i.test(secret) &&
    !/^[0-9a-f]+$/.test(secret.length > 60 ? secret : '')
  );
}
