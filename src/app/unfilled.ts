/** What `env --export env-file` and `reproduce` write in place of a value that they do not show. */
const UNFILLED = /^<(?:\d+ characters|secret)>$/;

/** Names that still hold the placeholder of a skeleton: what they will be set to is not known. */
export function unfilledNames(values: {readonly [name: string]: string}): string[] {
  return Object.entries(values).flatMap(([name, value]) => (UNFILLED.test(value) ? [name] : []));
}
