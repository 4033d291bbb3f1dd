import {align} from './align.js';
import type {HistoryCell, HistoryRow} from './comparison.js';
import type {Layer, LoadedImage} from './image.js';
import type {LayerMatches} from './layers.js';

interface Line {
  readonly text: string | undefined;
  readonly created: string | undefined;
  readonly layer: Layer | undefined;
}

/** `docker history` of both images side by side, each line with the layer that it made. */
export function compareHistory(
  a: LoadedImage,
  b: LoadedImage,
  matches: LayerMatches,
  mask: (line: string) => string,
): {rows: HistoryRow[]; pairs: {a: Layer | undefined; b: Layer | undefined}[]} {
  const sharedWith = new Map(matches.shared.map((match) => [match.a, match.b]));
  const likeness = (x: Line, y: Line): number => {
    const lineLike = likenessOfText(x.text, y.text);
    if ((x.layer === undefined) !== (y.layer === undefined)) return 0;
    if (x.layer && y.layer && sharedWith.get(x.layer) === y.layer) return 8 + lineLike;
    // A shared layer is not the changed form of another one.
    if (x.layer && sharedWith.has(x.layer)) return 0;
    if (y.layer && matches.shared.some((match) => match.b === y.layer)) return 0;
    return lineLike;
  };
  const pairings = align(linesOf(a), linesOf(b), likeness);
  return {
    rows: pairings.map(({a: x, b: y}) => ({
      status: x && y ? (isSame(x, y, sharedWith) ? 'same' : 'changed') : x ? 'removed' : 'added',
      a: x ? cell(x, mask) : null,
      b: y ? cell(y, mask) : null,
    })),
    pairs: pairings.map(({a: x, b: y}) => ({a: x?.layer, b: y?.layer})),
  };
}

function linesOf(image: LoadedImage): Line[] {
  const history = image.config?.history ?? [];
  const making = history.filter((line) => !line.emptyLayer).length;
  if (making !== image.layers.length) {
    // History and layers cannot be told together: the layers stand alone.
    return image.layers.map((layer) => ({text: undefined, created: undefined, layer}));
  }
  let next = 0;
  return history.map((line) => ({
    text: line.createdBy,
    created: line.created,
    layer: line.emptyLayer ? undefined : image.layers[next++],
  }));
}

function isSame(x: Line, y: Line, sharedWith: ReadonlyMap<Layer, Layer>): boolean {
  return x.layer ? sharedWith.get(x.layer) === y.layer : normalize(x.text) === normalize(y.text);
}

function cell(line: Line, mask: (line: string) => string): HistoryCell {
  return {
    createdBy: line.text === undefined ? null : tidyInstruction(mask(line.text)),
    createdAt: line.created ?? null,
    layer: line.layer?.index ?? null,
    packedBytes: line.layer?.descriptor.size ?? null,
    unpackedBytes: line.layer?.unpacked && line.layer.unpacked.from !== 'untrusted' ? line.layer.unpacked.bytes : null,
  };
}

/** As a Dockerfile would say it: without the shells and markers that builders put around it. */
export function tidyInstruction(createdBy: string): string {
  return createdBy
    .replace(/\s*# buildkit\s*$/, '')
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^(?:RUN )?\/bin\/(?:ba|da)?sh -\S*c\S*\s+/, 'RUN ')
    .replace(/^(\|\d+ .*? )\/bin\/(?:ba|da)?sh -\S*c\S*\s+/s, 'RUN $1')
    .replace(/\s+/g, ' ')
    .trim();
}

function normalize(text: string | undefined): string {
  return text === undefined
    ? ''
    : tidyInstruction(text)
        .replace(/\b(?:file|dir|multi):[0-9a-f]{64}\b/g, 'context')
        .replace(/\bfile:[0-9a-f]+ in /g, 'context in ');
}

/** 0 to 4: how much two instructions look like versions of one. */
function likenessOfText(x: string | undefined, y: string | undefined): number {
  const a = normalize(x);
  const b = normalize(y);
  if (a === b) return a === '' ? 1 : 4;
  const [verbA = '', ...restA] = a.split(' ');
  const [verbB = '', ...restB] = b.split(' ');
  if (verbA !== verbB || verbA === '') return 0;
  const wordsB = new Set(restB);
  const common = restA.filter((word) => wordsB.has(word)).length;
  const share = common / Math.max(1, restA.length, restB.length);
  // The same place is written to: COPY's and ADD's last word, ENV's and LABEL's name.
  const samePlace = /^(?:COPY|ADD)$/.test(verbA) ? restA.at(-1) === restB.at(-1) : nameOf(restA) === nameOf(restB);
  return samePlace ? 1 + share : share >= 0.4 ? share : 0;
}

function nameOf(words: readonly string[]): string | undefined {
  return words[0]?.split('=')[0];
}
