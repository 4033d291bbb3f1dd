/**
 * Modules that a Python file imports whenever it is imported itself: statements at the left margin. What stands in a
 * function, under `if` or `try` is left alone, since it may never run or may be meant to fail.
 *
 * `package` is the dotted package the file belongs to ("" for a top-level script), for relative imports.
 */
export function unconditionalImports(source: string, packageName: string): string[] {
  const modules = new Set<string>();
  for (const line of logicalLines(stripStrings(source))) {
    const plain = /^import\s+(.+)$/.exec(line);
    if (plain) {
      for (const part of (plain[1] as string).split(',')) {
        const name = part.trim().split(/\s+/)[0];
        if (name !== undefined && isModule(name)) modules.add(name);
      }
      continue;
    }
    const from = /^from\s+(\.*)([\w.]*)\s+import\s+\S/.exec(line);
    if (!from) continue;
    const name = absoluteName(from[1] as string, from[2] as string, packageName);
    if (name !== undefined && isModule(name)) modules.add(name);
  }
  return [...modules];
}

function isModule(name: string): boolean {
  return /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name) && name !== '__future__';
}

function absoluteName(dots: string, rest: string, packageName: string): string | undefined {
  if (dots === '') return rest;
  const parts = packageName === '' ? [] : packageName.split('.');
  // One dot is the package itself, each further one its parent.
  if (dots.length - 1 > parts.length || packageName === '') return undefined;
  const base = parts.slice(0, parts.length - (dots.length - 1));
  return [...base, ...(rest === '' ? [] : [rest])].join('.') || undefined;
}

/** Without triple-quoted strings and comments, in which anything may stand. */
function stripStrings(source: string): string {
  return source
    .replace(/\r\n?/g, '\n')
    .replace(/("""|''')[\s\S]*?\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g, (text) =>
      text.startsWith('#') ? '' : '""',
    );
}

/** Lines with what brackets and backslashes continue; only those that begin at the left margin. */
function logicalLines(source: string): string[] {
  const joined = source
    .replace(/\\\n/g, ' ')
    .replace(/\(([^()]*)\)/g, (_, inner: string) => `(${inner.replace(/\n/g, ' ')})`);
  return joined
    .split('\n')
    .filter((line) => /^(?:import|from)\s/.test(line))
    .flatMap((line) => line.split(';').map((part) => part.trim()));
}
