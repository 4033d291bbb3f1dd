import {randomBytes} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {compareImages} from '../../src/app/compare-images.js';
import type {Sizes} from '../../src/image/comparison.js';
import {headline} from '../../src/image/report/view.js';
import {buildImage, type TestImage, writeOciLayout} from './support/images.js';
import {writeTar} from './support/tar-writer.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sizes-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

async function sizesOf(a: TestImage, b: TestImage): Promise<Sizes> {
  await writeOciLayout(directory, {a, b});
  return (await compareImages(`oci:${directory}:a`, `oci:${directory}:b`)).sizes;
}
const holding = (...contents: readonly Buffer[]): TestImage => ({
  layers: [{items: contents.map((content, i) => ({path: `f${i}`, content}))}],
});
/** Packs to about its own size. */
const dense = (megabytes: number): Buffer => randomBytes(megabytes * 1_000_000);
/** Packs to almost nothing. */
const sparse = (megabytes: number): Buffer => Buffer.alloc(megabytes * 1_000_000);

describe('the sizes that different tools show', () => {
  it('are packed, unpacked, and both together', async () => {
    const {a} = await sizesOf(holding(dense(1), sparse(3)), holding(dense(1)));
    expect(a.packedBytes).toBeGreaterThan(1_000_000);
    expect(a.packedBytes).toBeLessThan(1_100_000);
    expect(a.unpackedBytes).toBeGreaterThan(4_000_000);
    expect(a.dockerClassicBytes).toBe(a.unpackedBytes);
    expect(a.dockerContainerdBytes).toBe((a.packedBytes ?? 0) + (a.unpackedBytes ?? 0));
    // Neither a registry's word nor a guess.
    expect(a.registryBytes).toBeNull();
  });

  it('explain two images of one packed size and very different unpacked ones, with their own numbers', async () => {
    const {notes} = await sizesOf(holding(dense(1)), holding(dense(1), sparse(5)));
    expect(notes.at(-1)).toMatch(/^Both are about 1\.0 MB packed, yet unpack to 1\.0 MB and 6\.0 MB/);
  });

  it('say so where both are alike, and that other figures then count something else', async () => {
    const {notes} = await sizesOf(holding(dense(1)), holding(dense(1)));
    expect(notes.at(-1)).toContain('it does not show these builds, or it counts differently');
  });

  it('do not call an archive of plain layers packed, nor larger than what is packed of the same', async () => {
    const image = holding(sparse(120));
    const built = buildImage(image);
    const [layer = Buffer.alloc(0)] = [...built.blobs.values()];
    const config = [...built.blobs.values()][1] as Buffer;
    const archive = join(directory, 'built.tar');
    const names = {Config: 'config.json', RepoTags: ['api:v1'], Layers: ['layer.tar']};
    await writeFile(
      archive,
      writeTar([
        {path: 'config.json', content: config},
        {path: 'layer.tar', content: gunzipSync(layer)},
        {path: 'manifest.json', content: JSON.stringify([names])},
      ]),
    );
    await writeOciLayout(directory, {a: built, small: holding(dense(1))});
    const result = await compareImages(`oci:${directory}:a`, `docker-archive:${archive}`);
    expect(result.sizes.b).toMatchObject({
      dockerContainerdBytes: null,
      dockerClassicBytes: result.sizes.a.unpackedBytes,
    });
    expect(result.sizes.notes[1]).toMatch(/^B: an archive of plain layers: .* about 120 MB/);
    expect(result.sizes.notes).toHaveLength(2);
    expect(result.findings.map(({id}) => id)).toEqual(['same-content', 'recompressed']);
    const grown = await compareImages(`oci:${directory}:small`, `docker-archive:${archive}`);
    expect(grown.findings.find(({id}) => id === 'image-grew')?.text).toContain('1.0 MB → 120 MB unpacked');
    expect(headline(grown)).toContain('; +119 MB unpacked');
  });

  it('explain nothing where one is larger either way', async () => {
    const {notes} = await sizesOf(holding(dense(1)), holding(dense(3)));
    expect(notes).toHaveLength(2);
  });
});
