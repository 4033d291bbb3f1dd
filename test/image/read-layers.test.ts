import {getEventListeners} from 'node:events';
import {expect, it} from 'vitest';
import type {Layer, LoadedImage} from '../../src/image/image.js';
import type {LayerPool} from '../../src/image/layer/layer-pool.js';
import {readLayers} from '../../src/image/read-layers.js';

it('does not wait for a thread that is busy when the run ends', async () => {
  const abort = new AbortController();
  const busy: LayerPool = {
    width: 1,
    read: () => {
      abort.abort(new Error('the run is over'));
      return new Promise(() => undefined);
    },
    close: async () => undefined,
  };
  const layer: Layer = {index: 0, descriptor: {digest: `sha256:${'0'.repeat(64)}`, size: 1}};
  const image = {resolved: {source: {}}, layers: [layer], problems: []} as unknown as LoadedImage;
  const reading = readLayers([{image, layer}], busy, {
    diffIds: false,
    sha256: false,
    keep: [],
    signal: abort.signal,
  });
  await expect(reading).rejects.toThrow('the run is over');
});

it('listens once for the end of the run, however many layers there are', async () => {
  const abort = new AbortController();
  let most = 0;
  const pool: LayerPool = {
    width: 1,
    read: async () => {
      most = Math.max(most, getEventListeners(abort.signal, 'abort').length);
      throw new Error('not read');
    },
    close: async () => undefined,
  };
  const layers = Array.from({length: 20}, (_, index): Layer => {
    return {index, descriptor: {digest: `sha256:${String(index).padStart(64, '0')}`, size: 1}};
  });
  const image = {resolved: {source: {}}, layers, problems: []} as unknown as LoadedImage;
  const outcomes = await readLayers(
    layers.map((layer) => ({image, layer})),
    pool,
    {diffIds: false, sha256: false, keep: [], signal: abort.signal},
  );
  expect(outcomes).toHaveLength(20);
  expect(most).toBeLessThanOrEqual(1);
  expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
});
