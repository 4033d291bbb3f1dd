import {randomBytes} from 'node:crypto';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {compareImages} from '../../src/app/compare-images.js';
import type {ImageComparison} from '../../src/image/comparison.js';
import {comparisonExitCode} from '../../src/image/exit-code.js';
import {renderHtml} from '../../src/image/report/html.js';
import {renderMarkdown} from '../../src/image/report/markdown.js';
import {renderText} from '../../src/image/report/text.js';
import {buildImage, type TestImage, writeOciLayout} from './support/images.js';
import {type Item, writeTar} from './support/tar-writer.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'statements-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

const holding = (...items: readonly Item[]): TestImage => ({layers: [{createdBy: 'COPY . .', items}]});
const text = (path: string, content: string): Item => ({path, content});

async function compare(
  a: TestImage,
  b: TestImage,
  files?: {readonly paths?: readonly string[]; readonly diffIds?: boolean},
): Promise<ImageComparison> {
  await writeOciLayout(directory, {a, b});
  return compareImages(`oci:${directory}:a`, `oci:${directory}:b`, files ? {files} : {});
}

const configOf = (image: TestImage): string => {
  const manifest = JSON.parse(buildImage(image).text) as {config: {digest: string}};
  return join(directory, 'blobs/sha256', manifest.config.digest.replace('sha256:', ''));
};

describe('platforms', () => {
  const A = holding(text('a', '1'));
  const B = holding(text('a', '2'));

  it.each(['a', 'b'])('are not told where the config of %s cannot be read', async (side) => {
    await writeOciLayout(directory, {a: A, b: B});
    await rm(configOf(side === 'a' ? A : B));
    const {platforms, findings} = await compareImages(`oci:${directory}:a`, `oci:${directory}:b`);
    expect(platforms).toEqual([]);
    expect(findings.map(({id}) => id)).not.toContain(side === 'a' ? 'platform-added' : 'platform-removed');
  });

  it('that only one of them offers are a difference for --exit-code', async () => {
    const amd64 = {os: 'linux', architecture: 'amd64', image: A};
    const index = {layers: [], platforms: [amd64, {os: 'linux', architecture: 'arm64', image: A}]};
    const comparison = await compare(index, A);
    expect(comparison.differs).toBe(false);
    expect([comparisonExitCode(comparison, true), comparisonExitCode(comparison, false)]).toEqual([1, 0]);
  });
});

describe('diffs', () => {
  it('show what differs where nothing is seen: line ends, tabs, trailing blanks', async () => {
    const comparison = await compare(
      holding(text('crlf', 'x\n'), text('tab', 'a\tb\n'), text('trail', 'z\n')),
      holding(text('crlf', 'x\r\n'), text('tab', 'a  b\n'), text('trail', 'z  \n')),
      {paths: ['**']},
    );
    for (const render of [renderText, renderMarkdown, renderHtml]) {
      const out = render(comparison);
      expect(out).toContain('-x\n+x\\x0d');
      expect(out).toContain('-a\tb\n+a  b');
      expect(out).toMatch(/-z\n\+z {2}(?:\n|<)/);
    }
  });
});

describe('sizes', () => {
  // A last member smaller than what is packed: the size that it tells cannot be right.
  const TAR = writeTar([{path: 'f', content: randomBytes(150_000)}]);
  const twoMembers = Buffer.concat([gzipSync(TAR.subarray(0, 100_000)), gzipSync(TAR.subarray(100_000))]);
  const hint = '--files reads the layers that differ';

  it('of a layer packed anew are those of the other side', async () => {
    const {sizes} = await compare({layers: [{tar: TAR}]}, {layers: [{tar: TAR, blob: twoMembers}]});
    expect(sizes.b.unpackedBytes).toBe(TAR.length);
    expect(sizes.notes.join()).not.toContain(hint);
  });

  it('advise --files only where it would help', async () => {
    const zstd = {mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd', tar: TAR, blob: twoMembers};
    const other = {tar: writeTar([text('g', 'y')])};
    const alone = await compare({layers: [other]}, {layers: [other, zstd]});
    expect(alone.sizes.notes.join()).toContain(hint);
    const shared = await compare({layers: [zstd]}, {layers: [other, zstd]}, {});
    expect(shared.sizes.notes.join()).toContain('for want of that of layer');
    expect(shared.sizes.notes.join()).not.toContain(hint);
  });
});

describe('diff ids', () => {
  it('in another number than layers are told of, and no advice to check them is given', async () => {
    const B = holding(text('f', '2'));
    await writeOciLayout(directory, {a: holding(text('f', '1')), b: B});
    const path = configOf(B);
    const config = JSON.parse(await readFile(path, 'utf8')) as {rootfs: {diff_ids: string[]}};
    config.rootfs.diff_ids.push(...config.rootfs.diff_ids, ...config.rootfs.diff_ids);
    const {sha256} = await import('./support/images.js');
    const bytes = JSON.stringify(config);
    const digest = sha256(bytes);
    const manifest = JSON.parse(buildImage(B).text) as {config: {digest: string; size: number}};
    Object.assign(manifest.config, {digest, size: bytes.length});
    const top = JSON.stringify(manifest);
    const put = (content: string): Promise<void> =>
      writeFile(join(directory, 'blobs/sha256', sha256(content).slice(7)), content);
    await Promise.all([put(bytes), put(top)]);
    const index = JSON.parse(await readFile(join(directory, 'index.json'), 'utf8')) as {
      manifests: {digest: string; size: number; annotations: Record<string, string>}[];
    };
    const entry = index.manifests.find(({annotations}) => Object.values(annotations).includes('b'));
    Object.assign(entry!, {digest: sha256(top), size: top.length});
    await writeFile(join(directory, 'index.json'), JSON.stringify(index));

    const comparison = await compareImages(`oci:${directory}:a`, `oci:${directory}:b`, {files: {diffIds: true}});
    expect(comparison.problems).toMatchObject([{side: 'b', what: 'diff ids', code: 'bad-config'}]);
    expect(comparison.problems[0]?.why).toContain('names 3 of them, the manifest 1 layer');
    const out = renderText(comparison);
    expect(out).toContain('but for 1 of which the config names none');
    expect(out).not.toContain('--diff-ids checks');
  });
});

it('shows the line of B where A has the same layer without history', async () => {
  const layer = {createdBy: 'COPY b', items: [text('b', '1')]};
  const a: TestImage = {layers: [layer, {createdBy: 'RUN a', items: [text('c', '1')]}], emptyLines: []};
  const comparison = await compare(a, {layers: [layer]});
  const nameless = {
    ...comparison,
    history: comparison.history.map((row) =>
      row.status === 'same' && row.a ? {...row, a: {...row.a, createdBy: null}} : row,
    ),
  };
  expect(renderText(nameless)).toMatch(/= {2}layer without history \[1: .*\] +COPY b \[1:/);
  expect(renderText(comparison)).toMatch(/= {2}COPY b \[1: .*\] +″/);
});

describe('leftovers', () => {
  it('are secrets too that a later layer deletes', async () => {
    const comparison = await compare(
      holding(text('f', '1')),
      {
        layers: [
          {
            createdBy: 'COPY . .',
            items: [text('app/.env', 'X=1'), text('app/kept.key', 'k'), text('app/empty.log', 'l')],
          },
          {createdBy: 'RUN rm', items: [text('app/.wh..env', ''), text('app/.wh.empty.log', '')]},
        ],
      },
      {},
    );
    expect(comparison.files?.leftovers).toMatchObject([
      {path: 'app/.env', side: 'b', secret: true, files: 1, bytes: 3, layer: 0, deletedByLayer: 1},
      {path: 'app/kept.key', side: 'b', secret: true},
    ]);
    expect(comparison.files?.leftovers[1]).not.toHaveProperty('layer');
    const finding = 'still in layer 1: anybody who can pull the image can read it';
    expect(comparison.findings).toContainEqual(
      expect.objectContaining({id: 'secret-file', severity: 'error', text: expect.stringContaining(finding)}),
    );
    expect(renderText(comparison)).toContain('deleted by layer 2 but still in layer 1');
  });
});

it('says how much lies in the folders that are not named', async () => {
  const items = Array.from({length: 10}, (_, i) => text(`d${i}/x`, 'x'.repeat(2_000_000 - i)));
  const comparison = await compare(holding(text('f', '1')), holding(text('f', '1'), ...items), {});
  expect(comparison.files?.attribution[0]).toMatchObject({moreFolders: {folders: 2, files: 2, bytes: 3_999_983}});
  expect(renderText(comparison)).toContain('and 2 more folders: 4.0 MB');
});
