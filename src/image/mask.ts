import {HIDDEN, maskBuildArguments, maskEnv} from './build-instructions.js';

/** Shorter values turn up by chance. */
const SHORTEST_VALUE = 6;
/** Values that are no secret and that a reader needs to recognise a line by. */
const HARMLESS =
  /^(?:true|false|production|development|staging|linux|python\d?(?:\.\d+)*|[\d.]+|(?:\/[\w.-]+)+(?::(?:\/[\w.-]+)+)*|C\.UTF-8|en_US\.UTF-8)$/;

/**
 * Makes lines of an image's history and its command printable: what ENV, ARG and inline assignments carry is hidden,
 * and so is every value of the image's own variables wherever it turns up.
 *
 * @param redact hides whatever else looks like a secret, as in log lines
 */
export function createMask(env: readonly string[], redact = (text: string) => text): (line: string) => string {
  const values = env
    .map((variable) => variable.slice(variable.indexOf('=') + 1))
    .filter((value) => value.length >= SHORTEST_VALUE && !HARMLESS.test(value))
    .sort((a, b) => b.length - a.length);
  return (line) => {
    let masked = maskInstruction(line);
    for (const value of values) masked = masked.replaceAll(value, HIDDEN);
    masked = masked.replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi, `$1${HIDDEN}@`);
    return redact(masked);
  };
}

function maskInstruction(line: string): string {
  return maskBuildArguments(maskEnv(line)).replace(
    /\b([A-Z0-9_]*(?:TOKEN|SECRET|PASSWORD|PASSWD|KEY|CREDENTIALS?)[A-Z0-9_]*=)(\[masked [^\]]*\]|"[^"]*"|'[^']*'|\S+)/gi,
    `$1${HIDDEN}`,
  );
}
