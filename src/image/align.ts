/** One step of an alignment: both, or only one of the two. */
export type Pairing<T> =
  | {readonly a: T; readonly b: T}
  | {readonly a: T; readonly b?: undefined}
  | {readonly a?: undefined; readonly b: T};

/**
 * Puts two sequences side by side so that the sum of likenesses is largest (Needleman–Wunsch without gap cost).
 * Pairs of likeness 0 are never made. In a gap, what A has stands before what B has.
 */
export function align<T>(a: readonly T[], b: readonly T[], likeness: (a: T, b: T) => number): Pairing<T>[] {
  const width = b.length + 1;
  const best = new Float64Array((a.length + 1) * width);
  const likes = new Float64Array(a.length * b.length);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const like = likeness(a[i] as T, b[j] as T);
      likes[i * b.length + j] = like;
      const paired = like > 0 ? like + (best[(i + 1) * width + j + 1] as number) : 0;
      best[i * width + j] = Math.max(paired, best[(i + 1) * width + j] as number, best[i * width + j + 1] as number);
    }
  }
  const pairs: Pairing<T>[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const here = best[i * width + j] as number;
    const like = likes[i * b.length + j] as number;
    if (like > 0 && here === like + (best[(i + 1) * width + j + 1] as number)) {
      pairs.push({a: a[i++] as T, b: b[j++] as T});
    } else if (here === best[(i + 1) * width + j]) {
      pairs.push({a: a[i++] as T});
    } else {
      pairs.push({b: b[j++] as T});
    }
  }
  while (i < a.length) pairs.push({a: a[i++] as T});
  while (j < b.length) pairs.push({b: b[j++] as T});
  return pairs;
}
