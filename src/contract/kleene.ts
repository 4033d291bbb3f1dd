/** Three-valued logic: undefined is "not known". */
export type Ternary = boolean | undefined;

export function not(value: Ternary): Ternary {
  return value === undefined ? undefined : !value;
}

export function all(values: readonly Ternary[]): Ternary {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

export function any(values: readonly Ternary[]): Ternary {
  return not(all(values.map(not)));
}
