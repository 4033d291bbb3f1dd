import fc from 'fast-check';

/** One thing that is done to an answer, at a place in it. */
export interface Distortion {
  /** Picks the place: the n-th of all there are, modulo their number. */
  readonly place: number;
  readonly kind:
    | {readonly what: 'remove' | 'null' | 'empty' | 'repeat' | 'wrap'}
    | {readonly what: 'replace'; readonly by: unknown};
}

/** Text as AWS never sends it. */
const wild = fc.oneof(
  fc.string({unit: 'binary', maxLength: 30}),
  fc.constantFrom('', '\n', '\u001b[31mred', '::error::x', '<script>alert(1)</script>', '-', 'a'.repeat(50_000), '😀'),
);

const replacement = fc.oneof(
  wild,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom<unknown>([], {}, [null], [[]], {a: {b: 1}}, 'SULKING', -1, 1e308, '2026-01-01T00:00:00Z', 'NaN'),
);

export const distortions: fc.Arbitrary<Distortion[]> = fc.array(
  fc.record({
    place: fc.nat(10_000),
    kind: fc.oneof(
      fc.record({what: fc.constantFrom('remove' as const, 'null' as const, 'empty' as const)}),
      fc.record({what: fc.constantFrom('repeat' as const, 'wrap' as const)}),
      fc.record({what: fc.constant('replace' as const), by: replacement}),
    ),
  }),
  {minLength: 1, maxLength: 6},
);

/** The answer with all of that done to a copy of it. */
export function distort(output: unknown, list: readonly Distortion[]): unknown {
  let copy = structuredClone(output);
  for (const {place, kind} of list) {
    const places = placesOf(copy);
    const at = places[place % Math.max(1, places.length)];
    if (at === undefined) return copy;
    const {parent, key} = at;
    if (parent === undefined) copy = changed(copy, kind);
    else if (kind.what !== 'remove') parent[key] = changed(parent[key], kind);
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  }
  return copy;
}

interface Place {
  readonly parent: {[key: string]: unknown} | undefined;
  readonly key: string;
}

/** Every member of every object and list, the members of the answer itself first. */
function placesOf(root: unknown): Place[] {
  const places: Place[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({parent: value as {[key: string]: unknown}, key});
      walk((value as {[key: string]: unknown})[key]);
    }
  };
  walk(root);
  return places;
}

function changed(value: unknown, kind: Distortion['kind']): unknown {
  switch (kind.what) {
    case 'replace':
      return kind.by;
    case 'wrap':
      return [value];
    case 'repeat':
      return Array.isArray(value) ? Array.from({length: 300}, () => structuredClone(value)).flat() : value;
    case 'empty':
      return Array.isArray(value) ? [] : typeof value === 'string' ? '' : {};
    default:
      return null;
  }
}
