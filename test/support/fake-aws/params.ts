/** Reading request members whose types a client does not guarantee. */
export type Params = {readonly [name: string]: unknown};

export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  return typeof value === 'string' ? value : undefined;
}

/** Query protocols send numbers as text. */
export function number(params: Params, name: string): number | undefined {
  const value = params[name];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value !== '' ? Number(value) : undefined;
}

export function texts(params: Params, name: string): string[] | undefined {
  const value = params[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

export function objects(params: Params, name: string): Params[] | undefined {
  const value = params[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : undefined;
}

export function object(params: Params, name: string): Params {
  const value = params[name];
  return typeof value === 'object' && value !== null ? (value as Params) : {};
}

/** Epoch seconds of an ISO time, as the JSON protocols write timestamps. */
export function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}

/** Cuts a list into pages with an opaque token. */
export function page<T>(all: readonly T[], size: number, token: string | undefined): {items: T[]; next?: string} {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString().replace('at:', ''));
  const items = all.slice(start, start + size);
  if (start + size >= all.length) return {items};
  return {items, next: Buffer.from(`at:${start + size}`).toString('base64url')};
}
