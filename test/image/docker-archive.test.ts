import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {compareImages} from '../../src/app/compare-images.js';
import {sha256, writeOciLayout} from './support/images.js';
import {header, octal, padded, writeTar} from './support/tar-writer.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'archive-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

const one = writeTar([{path: 'etc/base', content: 'base'}]);
const two = writeTar([{path: 'app/x', content: 'x'.repeat(3000)}]);
const config = Buffer.from(
  JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: {Cmd: ['x']},
    rootfs: {type: 'layers', diff_ids: [sha256(one), sha256(two)]},
    history: [{created_by: 'FROM'}, {created_by: 'COPY'}],
  }),
);

async function save(name: string, extra: {readonly tags?: readonly string[]} = {}): Promise<string> {
  const path = join(directory, name);
  await writeFile(
    path,
    writeTar([
      {path: `${sha256(config).slice(7)}.json`, content: config},
      {path: 'aaa/', type: 'directory'},
      {path: 'aaa/layer.tar', content: one},
      {path: 'ccc/layer.tar', type: 'symlink', link: '../aaa/layer.tar'},
      {path: 'bbb/layer.tar', content: two},
      {
        path: 'manifest.json',
        content: JSON.stringify([
          {
            Config: `${sha256(config).slice(7)}.json`,
            RepoTags: extra.tags ?? ['api:v1'],
            Layers: ['ccc/layer.tar', 'bbb/layer.tar'],
          },
        ]),
      },
    ]),
  );
  return path;
}

describe('docker-archive', () => {
  it('does not repeat the tag in full, and reads past sparse members', async () => {
    const whole = await save('image.tar', {tags: ['team/api:v1', 'team/api:latest']});
    const member = header({name: 'f', link: '', flag: 'S', size: 5, mode: 0, uid: 0, gid: 0, mtime: 0}, (block) => {
      octal(block, 386, 12, 1_000_000_000);
      octal(block, 398, 12, 5);
      octal(block, 483, 12, 2_000_000_000);
    });
    const path = join(directory, 'sparse.tar');
    await writeFile(path, Buffer.concat([member, ...padded(Buffer.from('hello')), await readFile(whole)]));
    const {a, b} = await compareImages(`docker-archive:${whole}`, `docker-archive:${path}`);
    expect([b.tag, b.otherTags, b.layerCount]).toEqual(['v1', ['team/api:latest'], 2]);
    expect(a.otherTags).toEqual(b.otherTags);
  });

  it('is read where it lies, layers that are links included, and equals the same image packed elsewhere', async () => {
    const archive = await save('image.tar');
    await writeOciLayout(join(directory, 'oci'), {
      v1: {
        layers: [
          {createdBy: 'FROM', tar: one},
          {createdBy: 'COPY', tar: two},
        ],
        config: {Cmd: ['x']},
      },
    });
    const result = await compareImages(`docker-archive:${archive}:v1`, `oci:${directory}/oci:v1`, {files: {}});
    expect(result.a).toMatchObject({tag: 'v1', digest: null, repository: 'api'});
    expect(result.layers.map((row) => [row.status, row.matchedBy])).toEqual([
      ['same', 'diff-id'],
      ['same', 'diff-id'],
    ]);
    expect(result.layers[0]).toMatchObject({a: {unpackedBytes: one.length}, b: {unpackedBytes: one.length}});
    expect(result.differs).toBe(false);
    // One side has no digest: none differs.
    expect(result.findings.find(({id}) => id === 'same-content')?.text).not.toContain('digests differ');
  });

  it('names the images that a tag stands for when there are several', async () => {
    const path = join(directory, 'two.tar');
    const name = `${sha256(config).slice(7)}.json`;
    const image = (tag: string) => ({Config: name, RepoTags: [tag], Layers: ['a.tar', 'b.tar']});
    await writeFile(
      path,
      writeTar([
        {path: name, content: config},
        {path: 'a.tar', content: one},
        {path: 'b.tar', content: two},
        {path: 'manifest.json', content: JSON.stringify([image('api:v1'), image('web:v1'), image('web:v2')])},
      ]),
    );
    const [api, web] = [`docker-archive:${path}:api:v1`, `docker-archive:${path}:web:v1`];
    await expect(compareImages(`docker-archive:${path}:v1`, api)).rejects.toMatchObject({
      code: 'IMAGE_AMBIGUOUS',
      exitCode: 3,
      message: expect.stringContaining('"v1" stands for 2 images'),
      suggestions: [api, web],
    });
    await expect(compareImages(`docker-archive:${path}`, api)).rejects.toMatchObject({
      code: 'IMAGE_AMBIGUOUS',
      suggestions: [api, web, `docker-archive:${path}:web:v2`],
    });
    expect((await compareImages(api, web)).differs).toBe(false);
  });

  it('reads packed layers that are named by their digest, as crane, kaniko and jib write them', async () => {
    const path = join(directory, 'crane.tar');
    const layers = [one, two].map((tar) => gzipSync(tar));
    const names = layers.map((blob) => `${sha256(blob).slice(7)}.tar.gz`);
    await writeFile(
      path,
      writeTar([
        {path: sha256(config), content: config},
        ...layers.map((content, i) => ({path: names[i] as string, content})),
        {
          path: 'manifest.json',
          content: JSON.stringify([{Config: sha256(config), RepoTags: ['api:v1'], Layers: names}]),
        },
      ]),
    );
    await writeOciLayout(join(directory, 'oci'), {empty: {layers: []}});
    const result = await compareImages(`oci:${directory}/oci:empty`, `docker-archive:${path}`, {files: {}});
    expect(result.problems).toEqual([]);
    expect(result.files?.added.map((file) => file.path)).toEqual(['app/x', 'etc/base']);
    expect(result.b.packedBytes).toBe(config.length + (layers[0]?.length ?? 0) + (layers[1]?.length ?? 0));
  });

  it('takes a tag in full, registry and folder included', async () => {
    const archive = await save('image.tar', {tags: ['registry.example.com:5000/team/api:v1']});
    const full = `docker-archive:${archive}:registry.example.com:5000/team/api:v1`;
    expect((await compareImages(full, `docker-archive:${archive}`)).a).toMatchObject({tag: 'v1'});
    await expect(compareImages(`docker-archive:${archive}:team/api`, full)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      suggestions: [full],
    });
  });

  it.each([
    ['a folder', () => directory],
    ['what cannot be read in places', () => '/dev/null'],
  ])('says in words that %s is none', async (_, path) => {
    await expect(compareImages(`docker-archive:${path()}`, `docker-archive:${path()}`)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('is no regular file'),
    });
  });

  it('names what it holds when a tag is not in it', async () => {
    const archive = await save('image.tar');
    await expect(compareImages(`docker-archive:${archive}:v2`, `docker-archive:${archive}`)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      suggestions: [`docker-archive:${archive}:api:v1`],
    });
  });

  it.each([
    ['compressed', (bytes: Buffer) => gzipSync(bytes), /is compressed/],
    ['cut', (bytes: Buffer) => bytes.subarray(0, 2500), /ends in the middle|no manifest.json/],
    ['something else', () => Buffer.from('x'.repeat(2000)), /no tar header/],
    ['without manifest', () => writeTar([{path: 'x', content: 'y'}]), /no manifest.json/],
  ])('says that a file is %s', async (_, change, message) => {
    const path = join(directory, 'bad.tar');
    await writeFile(path, change(Buffer.concat([one.subarray(0, one.length - 1024), two])));
    await expect(compareImages(`docker-archive:${path}`, `docker-archive:${path}`)).rejects.toThrow(message);
  });
});
