import type {Match} from './matcher.js';
import {sensitiveName} from './names.js';
import {isMask, isProse, isRandom} from './shapes.js';
import {readValue} from './value-spans.js';

/** Begins what an error says before it quotes the value that it could not use. */
const QUOTES_VALUE =
  /input_value=|invalid literal for \w{1,10}\(\) with base \d{1,2}: |(?:string to|converting|convert|cast|parse|parsing|unmarshal|decode|scan)(?: \w{1,12}){0,3}:? (?=["'`\\])|integer value as (?=["'])|input string:? (?=["'])|invalid (?:value|integer|port|boolean|number|float|digit|character|host|hostname|url|uri|dsn|duration|percent-encoded|escape|format|argument|syntax|input)(?: \w{1,12}(?:\(\))?){0,3}:? (?=["'`])|(?:after|host ?name|address) (?=")|["']?(?:input|received|got|actual)["']?[:=]? ?(?=["'])/gi;
export const OPERAND_HINTS = [
  'input',
  'literal',
  'string to',
  'convert',
  'cast',
  'pars',
  'unmarshal',
  'decode',
  'scan',
  'integer value',
  'invalid',
  'after "',
  'name "',
  'address "',
  'received',
  'got "',
  "got '",
  'got: ',
  'got"',
  "got'",
  'got=',
  'actual',
  'enotfound',
  'eai_again',
  'lookup',
  'unknown host',
  'unknownhost',
  '.php(',
] as const;
/** A password with an unescaped `@`, `/` or `#` ends up where the host or the port is looked for. */
const IN_HOST = /(?:ENOTFOUND|EAI_AGAIN|lookup|UnknownHostException:|unknown host:?) ["']?([^\s@"']{1,100})@/gi;
const PHP_FRAME = /^#\d{1,3} [^\r\n]{0,300}\.php\(\d{1,6}\): ([^\r\n]{1,2000})/gm;
const LOOK_BACK = 240;

/** Values that an error quotes: of a name that says they are secret, or themselves looking like nothing else. */
export function findOperands(text: string): Match[] {
  return [...quotedValues(text), ...hostSecrets(text), ...frameArguments(text)].sort((a, b) => a.start - b.start);
}

function quotedValues(text: string): Match[] {
  const found: Match[] = [];
  for (const match of text.matchAll(QUOTES_VALUE)) {
    const at = match.index + match[0].length;
    const operand = match[0] === 'input_value=' && /[[({A-Z]/.test(text[at] ?? '') ? settings(text, at) : undefined;
    const secret = operand ?? quotedValue(text, match.index, at, match[0]);
    if (secret !== undefined) found.push({...secret, label: 'secret'});
  }
  return found;
}

/** All settings at once, as pydantic quotes them, cut in the middle: the name of what stands behind the cut is gone. */
function settings(text: string, at: number): {start: number; end: number} | undefined {
  const line = text.slice(at, at + 2000).split(/\r?\n/, 1)[0] ?? '';
  const type = line.lastIndexOf(', input_type=');
  const operand = type === -1 ? line.replace(/\]$/, '') : line.slice(0, type);
  const strings = operand.match(/'[^']{1,200}'|"[^"]{1,200}"/g) ?? [];
  const telling =
    operand.includes('...') ||
    (operand.match(/[\w.-]{2,64}/g) ?? []).some((word) => isSensitive(word)) ||
    strings.some((quoted) => isRandom(quoted.slice(1, -1)));
  return telling && operand.length > 2 && !/^\W*\[masked /.test(operand)
    ? {start: at, end: at + operand.length}
    : undefined;
}

function quotedValue(text: string, from: number, at: number, before: string): {start: number; end: number} | undefined {
  const value = readValue(text, at);
  if (value === undefined || !value.quoted) return undefined;
  const secret = text.slice(value.start, value.end);
  if (secret.includes('://') || isMask(secret) || isProse(secret)) return undefined;
  const host = secret.lastIndexOf('@');
  if (host > 0 && /(?:after|host ?name|address) $/i.test(before)) return {start: value.start, end: value.start + host};
  const masked =
    isRandom(secret) ||
    (/integer value as $/i.test(before) ? !isPort(secret) : secret.length >= 4 && isNamed(text, from));
  return masked ? {start: value.start, end: value.end} : undefined;
}

/** What is no password: a port, its name, or a variable that nobody replaced. */
function isPort(text: string): boolean {
  return /^\d{1,5}(?:\W.*)?$|port|^[[{<$%]/i.test(text);
}

/** Whether the line so far, or the one before it (pydantic's, which is the field's name), names a secret. */
function isNamed(text: string, at: number): boolean {
  const lines = text.slice(Math.max(0, at - LOOK_BACK), at).split(/[\r\n\0]+/);
  const line = lines.pop() ?? '';
  const names = (part: string) => part.match(/[\w.-]{2,64}/g) ?? [];
  const before = /^\s{1,8}\S/.test(line) ? (lines.pop() ?? '').trim() : '';
  return [...names(line), ...(/^[\w.-]+$/.test(before) ? [before] : [])].some((name) => isSensitive(name));
}

function isSensitive(word: string): boolean {
  const known = sensitiveName(word);
  return known !== undefined && !known.harmless && known.kind !== 'hint' && !(known.bare && known.kind !== 'password');
}

function hostSecrets(text: string): Match[] {
  return [...text.matchAll(IN_HOST)].flatMap((match) => {
    const secret = match[1] ?? '';
    const end = match.index + match[0].length - 1;
    return isMask(secret) || secret === '' ? [] : [{start: end - secret.length, end, label: 'secret'}];
  });
}

function frameArguments(text: string): Match[] {
  if (!text.includes('.php(')) return [];
  return [...text.matchAll(PHP_FRAME)].flatMap((frame) => {
    const call = frame[1] ?? '';
    const from = frame.index + frame[0].length - call.length;
    return [...call.matchAll(/'([^'\r\n]{8,200})'/g)]
      .filter(([, argument = '']) => isRandom(argument))
      .map((quoted) => ({
        start: from + quoted.index + 1,
        end: from + quoted.index + quoted[0].length - 1,
        label: 'secret',
      }));
  });
}
