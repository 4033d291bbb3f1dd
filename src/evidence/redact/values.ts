import {COMMON_WORDS} from './common-words.js';

/** At or above this length anything is masked that is no common word, address of this machine or number. */
const LONG = 6;
const SHORTEST = 4;

const REGION = /^(?:us|eu|ap|sa|ca|me|af|il|mx)-(?:gov-)?[a-z]+-\d[a-z]?$/;
const NUMBER = /^[+-]?\d{1,5}(?:\.\d{1,6})?$/;
/** Where this machine listens, and paths of one level: `/healthz`, `0.0.0.0:8000`, `http://localhost:3000`. */
const OWN_ADDRESS = /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::\d{1,5})?\/?$/i;
const SHORT_PATH = /^\/[a-z][a-z_-]{0,15}$/i;

/** Whether a value is to be masked wherever it reappears. */
export function isMaskable(value: string, keep: ReadonlySet<string>): boolean {
  const bare = value.trim();
  if (bare.length < SHORTEST || keep.has(bare.toLowerCase()) || COMMON_WORDS.has(bare.toLowerCase())) return false;
  if (NUMBER.test(bare) || REGION.test(bare) || OWN_ADDRESS.test(bare) || SHORT_PATH.test(bare)) return false;
  // Four or five characters: a plain word ("main", "beta") tells nothing and stands everywhere.
  return bare.length >= LONG || !/^[A-Za-z_-]+$/.test(bare);
}

/**
 * The forms in which a value may turn up in text: raw, trimmed, JSON-escaped, URL-encoded, in base64; the same of the
 * secret parts inside it (the password of a URL, members of a JSON object, items of a list, single lines).
 */
export function formsOf(value: string, keep: ReadonlySet<string>): Set<string> {
  const forms = new Set<string>();
  for (const part of partsOf(value)) {
    if (!isMaskable(part, keep)) continue;
    for (const form of encodings(part)) if (form.length >= SHORTEST) forms.add(form);
  }
  return forms;
}

function partsOf(value: string): Set<string> {
  const parts = new Set([value, value.trim()]);
  for (const password of passwordsOf(value)) {
    parts.add(password);
    parts.add(percentDecoded(password));
  }
  if (/[\r\n]/.test(value))
    for (const line of value.split(/[\r\n]+/)) if (line.trim().length >= 8) parts.add(line.trim());
  if (value.includes(',')) {
    for (const item of value.split(',')) {
      if (item.trim().length >= 8 && !item.includes('://')) parts.add(item.trim());
    }
  }
  for (const leaf of jsonLeaves(value)) if (leaf.length >= 8) parts.add(leaf);
  return parts;
}

/** Passwords of URLs, and of `Password=...;` connection strings. */
function passwordsOf(value: string): string[] {
  const found: string[] = [];
  for (const match of value.matchAll(/:\/\/[^\s:@/]*:([^\s]+)@/g)) if (match[1] !== undefined) found.push(match[1]);
  const pairs = /(?:password|passwd|pwd|secret|accountkey|sharedaccesskey|token)\s{0,4}=\s{0,4}([^;&\s]+)/gi;
  for (const match of value.matchAll(pairs)) if (match[1] !== undefined) found.push(match[1]);
  return found;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function jsonLeaves(value: string): string[] {
  if (!/^\s*[{[]/.test(value)) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return [];
  }
  const leaves: string[] = [];
  const open: unknown[] = [parsed];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item === 'string') leaves.push(item);
    else if (typeof item === 'object' && item !== null) open.push(...Object.values(item));
  }
  return leaves;
}

function encodings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const ascii = asciiEscaped(json);
  const percent = percentEncoded(value);
  return [
    value,
    json,
    ascii,
    JSON.stringify(json).slice(1, -1),
    JSON.stringify(ascii).slice(1, -1),
    ...escapedFurther(value, json, ascii),
    percent,
    percent.replaceAll('%20', '+'),
    // Python's quote() leaves slashes alone; JavaScript's encodeURIComponent leaves !'()* alone.
    percent.replaceAll('%2F', '/'),
    percent.replace(/%(?:21|27|28|29|2A)/g, (code) => decodeURIComponent(code)),
    ...base64Forms(value),
  ];
}

function percentEncoded(value: string): string {
  // A lone surrogate has no UTF-8; it cannot appear percent-encoded either.
  const wellFormed = Buffer.from(value, 'utf8').toString('utf8');
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** As writers do that escape more than JSON asks for. */
function escapedFurther(value: string, json: string, ascii: string): string[] {
  if (!/[\\/&<>'"+]/.test(value)) return [];
  // Slashes by PHP, & < > by Go, ' and + too by Gson and .NET; quotes in a literal of Python, Ruby or PHP; and in HTML.
  const slashed = ascii.replaceAll('/', '\\/');
  return [
    json.replaceAll('/', '\\/'),
    slashed,
    JSON.stringify(slashed).slice(1, -1),
    json.replace(/[&<>]/g, unicodeEscaped),
    json.replace(/[&<>'=]/g, unicodeEscaped),
    value.replace(/[\\"&<>'+`\u007f-\uffff]/g, (character) =>
      character === '\\' ? '\\\\' : unicodeEscaped(character).toUpperCase().replace('U', 'u'),
    ),
    value.replace(/[\\']/g, '\\$&'),
    value.replace(/[&<>"']/g, (character) => `&${ENTITIES[character]};`),
    value.replace(/[&<>"']/g, (character) => `&${character === "'" ? '#x27' : ENTITIES[character]};`),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = {'&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39'};

function unicodeEscaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** As Python's json.dumps writes: everything beyond ASCII as \uXXXX. */
function asciiEscaped(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, unicodeEscaped);
}

/** Base64 of the value, alone or at any offset inside a longer text: the characters that do not depend on what is around. */
function base64Forms(value: string): string[] {
  if (value.length < 8 || value.length > 4096) return [];
  const bytes = Buffer.from(value, 'utf8');
  const forms: string[] = [];
  for (let offset = 0; offset < 3; offset++) {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((offset * 4) / 3);
    const whole = Math.floor(((offset + bytes.length) * 4) / 3);
    const core = encoded.slice(first, whole);
    forms.push(core, core.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}
