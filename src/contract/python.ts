/** Python's reading of strings, where it differs from JavaScript's. */

// What int() and float() strip: \s with U+0085 and without U+FEFF. (str.isspace() has U+001C–U+001F too; they do not.)
const SPACE = '\\t\\n\\v\\f\\r\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const STRIP = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'gu');

const DIGITS = '\\p{Nd}+(?:_\\p{Nd}+)*';
const INT = new RegExp(`^[+-]?${DIGITS}$`, 'u');
const FLOAT = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`, 'u');
const SPECIAL_FLOAT = /^[+-]?(?:inf|infinity|nan)$/i;
/** sys.int_info.default_max_str_digits: longer numbers raise ValueError. */
const MAX_INT_DIGITS = 4300;

/** Whether `int(value)` returns. */
export function isPythonInt(value: string): boolean {
  const text = strip(value);
  if (!INT.test(text)) return false;
  return codePointLength(text.replace(/[+\-_]/g, '')) <= MAX_INT_DIGITS;
}

/** Whether `float(value)` returns. */
export function isPythonFloat(value: string): boolean {
  const text = strip(value);
  return FLOAT.test(text) || SPECIAL_FLOAT.test(text);
}

/** `len(value)`. */
export function codePointLength(value: string): number {
  let length = 0;
  for (const _ of value) length += 1;
  return length;
}

/**
 * How many bytes `base64.urlsafe_b64decode(value.encode())` gives; undefined where it raises.
 *
 * The decoder (binascii.a2b_base64, not strict) drops every character outside the alphabet, takes both alphabets, ends
 * at a complete padding and raises when the last group of four is incomplete.
 */
export function urlsafeBase64Length(value: string): number | undefined {
  let inGroup = 0;
  let pads = 0;
  let bytes = 0;
  for (const character of value) {
    if (character === '=') {
      if (inGroup >= 2) {
        pads += 1;
        if (inGroup + pads >= 4) return bytes;
      }
      continue;
    }
    if (!/^[A-Za-z0-9+/_-]$/.test(character)) continue;
    pads = 0;
    if (inGroup > 0) bytes += 1;
    inGroup = (inGroup + 1) % 4;
  }
  return inGroup === 0 ? bytes : undefined;
}

function strip(value: string): string {
  return value.replace(STRIP, '');
}
