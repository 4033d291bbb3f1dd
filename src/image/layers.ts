import type {Layer, LoadedImage} from './image.js';

export interface LayerMatch {
  readonly a: Layer;
  readonly b: Layer;
  readonly by: 'digest' | 'diff-id';
  readonly moved: boolean;
}

export interface LayerMatches {
  readonly shared: readonly LayerMatch[];
  /** Layers that have no counterpart of the same content, bottom first. */
  readonly onlyA: readonly Layer[];
  readonly onlyB: readonly Layer[];
}

/**
 * Finds the layers that both images hold: by the digest of the packed blob, then by the diff id of what is in it, so
 * that a recompressed or a moved layer is known as the same content. A layer is matched once.
 */
export function matchLayers(a: LoadedImage, b: LoadedImage): LayerMatches {
  const matches: {a: Layer; b: Layer; by: 'digest' | 'diff-id'}[] = [];
  const freeA = new Set(a.layers);
  const freeB = new Set(b.layers);
  const pair = (by: 'digest' | 'diff-id', keyOf: (layer: Layer) => string | undefined): void => {
    const byKey = new Map<string, Layer[]>();
    for (const layer of freeB) {
      const key = keyOf(layer);
      if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), layer]);
    }
    for (const layer of [...freeA]) {
      const key = keyOf(layer);
      const other = key === undefined ? undefined : byKey.get(key)?.shift();
      if (!other) continue;
      matches.push({a: layer, b: other, by});
      freeA.delete(layer);
      freeB.delete(other);
    }
  };
  pair('digest', (layer) => layer.descriptor.digest);
  pair('diff-id', (layer) => layer.diffId);
  matches.sort((x, y) => x.a.index - y.a.index);
  const inOrder = new Set(longestRising(matches.map((match) => match.b.index)));
  return {
    shared: matches.map((match, i) => ({...match, moved: !inOrder.has(i)})),
    onlyA: [...freeA].sort((x, y) => x.index - y.index),
    onlyB: [...freeB].sort((x, y) => x.index - y.index),
  };
}

/** Positions of a longest rising subsequence. */
function longestRising(values: readonly number[]): number[] {
  const length: number[] = [];
  const before: number[] = [];
  for (let i = 0; i < values.length; i++) {
    length[i] = 1;
    before[i] = -1;
    for (let j = 0; j < i; j++) {
      if ((values[j] as number) < (values[i] as number) && (length[j] as number) + 1 > (length[i] as number)) {
        length[i] = (length[j] as number) + 1;
        before[i] = j;
      }
    }
  }
  let at = length.indexOf(Math.max(0, ...length));
  const positions: number[] = [];
  while (at >= 0 && at < values.length) {
    positions.unshift(at);
    at = before[at] as number;
  }
  return positions;
}
