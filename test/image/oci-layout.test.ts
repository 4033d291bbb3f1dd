import {appendFile, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {compareImages} from '../../src/app/compare-images.js';
import {writeOciLayout} from './support/images.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'layout-'));
  await writeOciLayout(directory, {v1: {layers: [{items: [{path: 'a'}]}]}, v2: {layers: [{items: [{path: 'b'}]}]}});
});
afterEach(() => rm(directory, {recursive: true, force: true}));

interface Index {
  manifests: {digest: string; annotations: {[name: string]: string}}[];
}
const readIndex = async (): Promise<Index> => JSON.parse(await readFile(join(directory, 'index.json'), 'utf8'));

it('says that a manifest is damaged, not that the tool is', async () => {
  const {manifests} = await readIndex();
  await appendFile(join(directory, 'blobs/sha256', manifests[0]?.digest.slice(7) ?? ''), ' ');
  await expect(compareImages(`oci:${directory}:v1`, `oci:${directory}:v2`)).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/^read image oci:.*: the manifest sha256:[0-9a-f]+ does not have that digest$/),
  });
});

it('calls no tag missing that stands twice', async () => {
  const index = await readIndex();
  for (const {annotations} of index.manifests) annotations['org.opencontainers.image.ref.name'] = 'v1';
  await writeFile(join(directory, 'index.json'), JSON.stringify(index));
  await expect(compareImages(`oci:${directory}:v1`, `oci:${directory}:v1`)).rejects.toMatchObject({
    code: 'IMAGE_AMBIGUOUS',
    message: expect.stringContaining('"v1" stands for 2 images'),
    suggestions: [],
  });
});
