const HIDDEN = '***';
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
  const nop = /^((?:\/bin\/sh -c )?(?:#\(nop\)\s*)?)(ENV|ARG)\s+(.*)$/s.exec(line);
  if (nop) return `${nop[1]}${nop[2]} ${maskAssignments(nop[3] as string, nop[2] === 'ENV')}`;
  // "|2 TOKEN=… OTHER=… /bin/sh -c …": build arguments in front of a RUN line.
  const args = /^((?:RUN )?\|[1-9]\d* )(.*)$/s.exec(line);
  const rest = args ? `${args[1]}${maskArguments(args[2] as string)}` : line;
  return rest.replace(
    /\b([A-Z0-9_]*(?:TOKEN|SECRET|PASSWORD|PASSWD|KEY|CREDENTIALS?)[A-Z0-9_]*=)(\[masked [^\]]*\]|"[^"]*"|'[^']*'|\S+)/gi,
    `$1${HIDDEN}`,
  );
}

/** Arguments end where a shell begins. Without one nothing tells the last value from the command: both are hidden. */
function maskArguments(text: string): string {
  const shell = /^(.*?)(\s(?:\/\S*\/)?(?:ba|da|a|k|z)?sh -\S+ .*)$/s.exec(text);
  return shell
    ? `${maskAssignments(shell[1] as string, false)}${shell[2]}`
    : `${maskAssignments(text, false)} ${HIDDEN}`;
}

/** "A=1 B='x y'" (or the old "ENV A value") with its values hidden. */
function maskAssignments(text: string, oldForm: boolean): string {
  if (!/^\s*[\w.-]+=/.test(text)) {
    return oldForm ? text.replace(/^(\s*\S+)\s+.*$/s, `$1 ${HIDDEN}`) : text;
  }
  const names = [...text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=/g)].map((found) => found[1] as string);
  return names.map((name) => `${name}=${HIDDEN}`).join(' ');
}
