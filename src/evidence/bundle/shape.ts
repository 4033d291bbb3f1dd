/**
 * Small checkers of JSON against a type. `object` demands a checker for every member of the type, so that a member
 * added to the evidence model does not compile until the bundle checks it too.
 */
export interface Shape<T> {
  readonly check: (value: unknown, path: string) => void;
  /** Never set: carries the type. */
  readonly type?: T;
}

export interface OptionalShape<T> extends Shape<T> {
  readonly optional: true;
}

/** Where a value is not what it must be, and what it must be. */
export class ShapeError extends Error {
  constructor(path: string, expected: string) {
    super(`${path === '' ? 'the file' : path} must be ${expected}`);
    this.name = 'ShapeError';
  }
}

type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? OptionalShape<Exclude<T[K], undefined>> : Shape<T[K]>;
};

function shape<T>(expected: string, holds: (value: unknown) => boolean): Shape<T> {
  return {
    check(value, path) {
      if (!holds(value)) throw new ShapeError(path, expected);
    },
  };
}

export const string: Shape<string> = shape('a text', (value) => typeof value === 'string');
export const boolean: Shape<boolean> = shape('true or false', (value) => typeof value === 'boolean');
export const number: Shape<number> = shape('a number', (value) => typeof value === 'number' && Number.isFinite(value));
/** What a Date can hold, so that printing it cannot fail. */
export const epochMs: Shape<number> = shape(
  'a time in milliseconds since 1970',
  (value) => typeof value === 'number' && Math.abs(value) <= 8.64e15,
);
export const isoTime: Shape<string> = shape(
  'an ISO 8601 time',
  (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)),
);

export function literal<const T extends string | number | boolean>(...allowed: readonly T[]): Shape<T> {
  return shape(allowed.map((value) => JSON.stringify(value)).join(' or '), (value) => allowed.includes(value as T));
}

/** One of known words or any other: the types say which are known, AWS may add some. */
export function word<T extends string>(): Shape<T> {
  return shape('a text', (value) => typeof value === 'string');
}

export function optional<T>(inner: Shape<T>): OptionalShape<T> {
  return {...inner, optional: true};
}

export function list<T>(inner: Shape<T>): Shape<readonly T[]> {
  return {
    check(value, path) {
      if (!Array.isArray(value)) throw new ShapeError(path, 'a list');
      value.forEach((item, index) => {
        inner.check(item, `${path}[${index}]`);
      });
    },
  };
}

export function record<T>(inner: Shape<T>): Shape<{readonly [key: string]: T}> {
  return {
    check(value, path) {
      for (const [key, member] of Object.entries(asObject(value, path))) inner.check(member, join(path, key));
    },
  };
}

/** Members beyond the known ones are let through: a newer tool of the same schema version may write more. */
export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const entries = Object.entries<Shape<unknown> | OptionalShape<unknown>>(fields);
  return {
    check(value, path) {
      const members = asObject(value, path);
      for (const [key, field] of entries) {
        const member = Object.hasOwn(members, key) ? members[key] : undefined;
        if (member === undefined && 'optional' in field) continue;
        field.check(member, join(path, key));
      }
    },
  };
}

/** A union told apart by a literal member. */
export function variant<T extends object>(tag: string, shapes: {readonly [name: string]: Shape<T>}): Shape<T> {
  const names = Object.keys(shapes);
  return {
    check(value, path) {
      const name = asObject(value, path)[tag];
      const known = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
      if (known === undefined) throw new ShapeError(join(path, tag), names.map((n) => JSON.stringify(n)).join(' or '));
      known.check(value, path);
    },
  };
}

function asObject(value: unknown, path: string): {readonly [key: string]: unknown} {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(path, 'an object');
  return value as {readonly [key: string]: unknown};
}

function join(path: string, key: string): string {
  const name = /^[A-Za-z0-9_-]{1,80}$/.test(key) ? key : JSON.stringify(key.slice(0, 80));
  return path === '' ? name : `${path}.${name}`;
}
