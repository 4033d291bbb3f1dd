/** Compiles a contract's pattern: an ECMAScript regular expression with the `u` flag that may match anywhere. */
export function compilePattern(source: string): {test(text: string): boolean} {
  return new RegExp(source, 'u');
}
