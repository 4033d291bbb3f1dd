import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {type CompareImagesOptions, compareImages} from '../../src/app/compare-images.js';
import {comparisonExitCode} from '../../src/image/exit-code.js';
import {type EcrServer, startEcr} from './support/ecr-server.js';
import {buildImage, sha256, type TestImage, type TestLayer} from './support/images.js';
import {header, type Item, writeTar} from './support/tar-writer.js';

const BASE: TestLayer = {createdBy: 'FROM base', items: [{path: 'etc/base', content: 'base'}]};
/** Content that hardly packs, so that a blob has bytes to be cut at. */
const noise = (seed: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
};
const app = (seed: number, more: readonly Item[] = []): TestLayer => ({
  createdBy: 'COPY . /app',
  items: [{path: 'app/data', content: noise(seed, 200_000)}, {path: 'app/same', content: 'same'}, ...more],
});
const extra = (seed: number): TestLayer => ({createdBy: 'RUN make', items: [{path: 'opt/out', content: `${seed}`}]});
const A: TestImage = {layers: [BASE, app(1), extra(1)], config: {Cmd: ['x']}};
const B: TestImage = {layers: [BASE, app(2), extra(2)], config: {Cmd: ['x']}};
const layerDigest = (image: TestImage, index: number): string =>
  (JSON.parse(buildImage(image).text) as {layers: {digest: string}[]}).layers[index]!.digest;

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAFAKEFAKEFAKEFAKE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'fake');
});
afterEach(() => vi.unstubAllEnvs());

const compare = (server: EcrServer, a: string, b: string, options: CompareImagesOptions = {}) => {
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  return compareImages(a, b, {repository: 'api', retryDelayMs: 1, ...options});
};

describe('compareImages over ECR', () => {
  it('needs four sequential round trips for metadata, and fetches no layer', async () => {
    await using server = await startEcr({v24: A, v32: B}, {inWaves: true});
    const result = await compare(server, 'v24', 'v32');
    expect(result.layers.map((row) => row.status)).toEqual(['same', 'changed', 'changed']);
    expect(result.layers.every((row) => row.unpackedBytes !== null)).toBe(true);
    expect(server.waves).toBeLessThanOrEqual(4);
    expect(server.calls.filter((name) => name === 'BatchGetImage')).toHaveLength(1);
    expect(server.sent).toBeLessThan(5000);
    expect(result.a).toMatchObject({tag: 'v24', pushedAt: '2026-01-20T11:53:20.000Z', registryBytes: 1234});
  });

  it('reads the layers that differ once, and nothing else', async () => {
    await using server = await startEcr({v24: A, v32: B});
    const result = await compare(server, 'v24', 'v32', {files: {}});
    expect(result.files?.changed.map(({path}) => path)).toEqual(['app/data', 'opt/out']);
    const differing = result.layers.flatMap((row) =>
      row.status === 'same' ? [] : [row.a!.packedBytes + row.b!.packedBytes],
    );
    const layers = differing.reduce((sum, bytes) => sum + bytes, 0);
    expect(server.sent).toBeLessThan(layers + 5000);
    expect(result.bytesFetched).toBeLessThan(layers + 8000);
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('finds the one tag that begins with what was asked for', async () => {
    await using server = await startEcr({'v24-lazy-import': A, 'v32-x': B});
    const result = await compare(server, 'v24', 'v32-x');
    expect(result.a.tag).toBe('v24-lazy-import');
    expect(result.a.reference).toBe('v24');
  });

  it('lists the candidates of an ambiguous beginning, and the nearest tags of a missing one', async () => {
    await using server = await startEcr({'v3-a': A, 'v3-b': B});
    await expect(compare(server, 'v3', 'v3-b')).rejects.toMatchObject({exitCode: 3, suggestions: ['v3-a', 'v3-b']});
    await expect(compare(server, 'v9-b', 'v3-b')).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      suggestions: ['nearest tag: v3-b', 'nearest tag: v3-a'],
    });
  });

  it('takes a connection that breaks up again where it broke', async () => {
    await using server = await startEcr({v24: A, v32: B});
    const digest = layerDigest(A, 1);
    server.faults.set(digest, [
      {kind: 'cut', after: 70_000},
      {kind: 'cut', after: 50_000},
    ]);
    const result = await compare(server, 'v24', 'v32', {files: {}});
    expect(result.problems).toEqual([]);
    expect(result.files?.changed).toHaveLength(2);
    expect(server.downloads.filter((asked) => asked.digest === digest && asked.what === 'blob')).toHaveLength(3);
    expect(server.sent).toBeLessThan(650_000);
  });

  it('takes a connection that falls silent up again', async () => {
    await using server = await startEcr({v24: A, v32: B});
    const digest = layerDigest(A, 1);
    server.faults.set(digest, [{kind: 'stall', after: 50_000}]);
    const result = await compare(server, 'v24', 'v32', {files: {}, idleTimeoutMs: 300});
    expect(result.problems).toEqual([]);
    expect(server.downloads.filter((asked) => asked.digest === digest && asked.what === 'blob')).toHaveLength(2);
  });

  it('asks again where no answer comes at all, and says so where none ever comes', async () => {
    await using server = await startEcr({v24: A, v32: B});
    server.faults.set(layerDigest(A, 1), [{kind: 'silent'}]);
    expect((await compare(server, 'v24', 'v32', {files: {}, idleTimeoutMs: 300})).problems).toEqual([]);
    server.faults.set(layerDigest(B, 2), [{kind: 'silent', always: true}]);
    const {problems} = await compare(server, 'v24', 'v32', {files: {}, idleTimeoutMs: 100});
    expect(problems).toMatchObject([{code: 'unreachable', why: expect.stringContaining('no answer from 127.0.0.1:')}]);
  });

  it('asks for a size again, and says why there is none', async () => {
    await using server = await startEcr({v24: A, v32: B});
    server.tailFaults.set(layerDigest(A, 1), [{kind: 'status', status: 503}]);
    const sized = await compare(server, 'v24', 'v32');
    expect(sized.problems).toEqual([]);
    expect(sized.sizes.a.unpackedBytes).not.toBeNull();
    server.tailFaults.set(layerDigest(A, 1), [{kind: 'status', status: 503, always: true}]);
    const {problems, sizes} = await compare(server, 'v24', 'v32');
    expect(problems).toMatchObject([{side: 'a', code: 'gap', what: 'unpacked size of layer 2'}]);
    expect(problems[0]?.why).toContain('HTTP 503');
    expect(sizes.a.unpackedBytes).toBeNull();
  });

  it('takes the end of what a server sends that knows no ranges', async () => {
    await using server = await startEcr({v24: A, v32: B});
    const {sizes} = await compare(server, 'v24', 'v32');
    server.tailFaults.set(layerDigest(A, 1), [{kind: 'no-range'}]);
    expect((await compare(server, 'v24', 'v32')).sizes.a).toEqual(sizes.a);
  });

  it('asks for the layers that differ before it asks for sizes', async () => {
    await using server = await startEcr({v24: A, v32: B});
    const {layers} = await compare(server, 'v24', 'v32', {files: {}});
    const isLayer = new Set([A, B].flatMap((image) => [0, 1, 2].map((index) => layerDigest(image, index))));
    const [first] = server.downloads.filter(({digest}) => isLayer.has(digest));
    expect(first?.what).toBe('blob');
    expect([A, B].map((image) => layerDigest(image, 1))).toContain(first?.digest);
    // That of the shared one too, which is not read.
    expect(layers.every((row) => row.unpackedBytes !== null)).toBe(true);
  });

  it('says of a size that the end of the run cut off no more than that', async () => {
    await using server = await startEcr({v24: A, v32: B});
    for (const image of [A, B]) server.faults.set(layerDigest(image, 1), [{kind: 'stall', after: 1000}]);
    server.tailFaults.set(layerDigest(A, 0), [{kind: 'silent', always: true}]);
    const ending = new AbortController();
    const result = await compare(server, 'v24', 'v32', {
      files: {},
      signal: ending.signal,
      onProgress: () => setTimeout(() => ending.abort(), 200),
      keepsWhatIsKnown: () => 'interruption',
    });
    expect(result.problems).toMatchObject([
      {side: 'both', what: 'files and packages', code: 'gap'},
      {side: 'a', what: 'unpacked size of layer 1', why: 'the comparison ended before it was told'},
      {side: 'b', what: 'unpacked size of layer 1'},
    ]);
    expect(result.sizes.b.packedBytes).toBeGreaterThan(0);
  });

  it('asks for a new URL when one has expired', async () => {
    await using server = await startEcr({v24: A, v32: B});
    const digest = layerDigest(B, 1);
    server.faults.set(digest, [{kind: 'status', status: 403}]);
    const result = await compare(server, 'v24', 'v32', {files: {}});
    expect(result.problems).toEqual([]);
  });

  it.each([
    ['cut for ever', {kind: 'cut', after: 0, always: true}, 3],
    ['503 for ever', {kind: 'status', status: 503, always: true}, 3],
    ['403 for ever', {kind: 'status', status: 403, always: true}, 3],
  ] as const)('says what it could not compare when a layer is %s, and compares the rest', async (_, fault, code) => {
    await using server = await startEcr({v24: A, v32: B});
    server.faults.set(layerDigest(B, 1), [fault]);
    server.tailFaults.set(layerDigest(B, 1), [fault]);
    const result = await compare(server, 'v24', 'v32', {files: {}});
    expect(result.problems).toMatchObject([{side: 'b', what: expect.stringContaining('layer 2')}]);
    // The counterpart is left out too: its files are neither removed nor changed.
    expect(result.files?.changed.map(({path}) => path)).toEqual(['opt/out']);
    expect(result.files?.removed).toEqual([]);
    expect(comparisonExitCode(result, false)).toBe(code);
  });
});

describe('bad images', () => {
  const tar = writeTar([{path: 'app/data', content: 'x'.repeat(3000)}]);
  const entry = {link: '', mode: 0, uid: 0, gid: 0, mtime: 0};
  const damaged = (bytes: Buffer): Buffer => bytes.fill(0xff, 20, 40);
  const bad: readonly [string, Partial<TestLayer>, string][] = [
    ['a blob that does not match its digest', {digest: sha256('something else')}, 'digest-mismatch'],
    ['a blob longer than its manifest says', {size: 40}, 'size-mismatch'],
    ['a blob shorter than its manifest says', {size: 5000}, 'size-mismatch'],
    ['an unknown compression', {blob: Buffer.from(`BZh9${'x'.repeat(600)}`)}, 'unknown-compression'],
    ['a diff id that is not that of the layer', {diffId: sha256('other')}, 'diff-id-mismatch'],
    ['a foreign layer', {urls: ['https://example.com/layer?secret=canary']}, 'foreign-layer'],
    ['a tar cut in the middle', {tar: tar.subarray(0, 1700)}, 'truncated'],
    ['a gzip stream cut in the middle', {blob: gzipSync(tar).subarray(0, 60)}, 'truncated'],
    ['bytes that follow the gzip stream', {blob: Buffer.concat([gzipSync(tar), Buffer.from('more')])}, 'corrupt'],
    ['a damaged gzip stream', {blob: damaged(gzipSync(tar))}, 'corrupt'],
    ['a zstd stream that is none', {blob: Buffer.from(`28b52ffd${'ff'.repeat(600)}`, 'hex')}, 'corrupt'],
    ['a page in place of a layer', {blob: Buffer.from('<html>'.repeat(200))}, 'unknown-compression'],
    ['an empty blob', {blob: Buffer.alloc(0)}, 'unknown-compression'],
    ['a name without end', {tar: header({...entry, name: '././@LongLink', flag: 'L', size: 2 ** 33 - 1})}, 'bad-tar'],
    ['a size beyond the layer', {tar: header({...entry, name: 'x', flag: '0', size: 2 ** 33 - 1})}, 'truncated'],
    [
      'a tar that claims more than it holds',
      {tar: writeTar([{path: 'x', content: 'y'}], {end: false}).subarray(0, 512)},
      'truncated',
    ],
  ];

  it.each(bad)('names %s, compares the rest, and exits 4', async (_, layer, code) => {
    const broken: TestImage = {
      layers: [BASE, {createdBy: 'COPY . /app', items: [{path: 'app/data', content: 'x'}], ...layer}, extra(2)],
    };
    await using server = await startEcr({v24: A, v32: broken});
    const result = await compare(server, 'v24', 'v32', {files: {}});
    expect(result.problems.map((problem) => problem.code)).toEqual([code]);
    expect(result.files?.changed.map(({path}) => path)).toContain('opt/out');
    const finding = result.findings.find(({id}) => id === code);
    // Of the wrong diff id the files were read.
    expect(finding?.text.includes('could not be compared')).toBe(code !== 'diff-id-mismatch');
    expect(comparisonExitCode(result, true)).toBe(4);
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('stops at a bomb, and compares the rest', async () => {
    const bomb: TestImage = {
      ...B,
      layers: [BASE, {items: [{path: 'zeros', content: Buffer.alloc(5_000_000)}]}, extra(2)],
    };
    await using server = await startEcr({v24: A, v32: bomb});
    const result = await compare(server, 'v24', 'v32', {files: {maxUnpackedBytes: 1_000_000}});
    expect(result.problems).toMatchObject([{side: 'b', code: 'too-large'}]);
    expect(result.files?.changed.map(({path}) => path)).toEqual(['opt/out']);
    expect(comparisonExitCode(result, false)).toBe(4);
  });

  it('lists nothing outside the root, and says that a layer tried', async () => {
    const escaping: TestImage = {
      ...B,
      layers: [
        BASE,
        app(1),
        {
          items: [
            {path: '../../etc/passwd', content: 'root'},
            {path: 'a/../../b', content: 'x'},
            {path: '/abs', content: 'x'},
            {path: 'opt/out', content: '2'},
          ],
        },
      ],
    };
    await using server = await startEcr({v24: A, v32: escaping});
    const {files, problems} = await compare(server, 'v24', 'v32', {files: {}});
    expect(problems).toEqual([]);
    expect(files?.added.map(({path}) => path)).toEqual(['abs']);
    expect(files?.anomalies).toMatchObject([
      {kind: 'outside-root', side: 'b', count: 2},
      {kind: 'absolute-path', side: 'b', count: 1},
    ]);
  });

  it('says that a path stands twice in one layer; the last one is what a container sees', async () => {
    const many = Array.from({length: 7}, (_, i) => ({path: `many/${i}`, content: 'x'}));
    const doubled: TestImage = {
      ...B,
      layers: [
        BASE,
        app(1),
        {
          items: [
            {path: 'opt', type: 'directory' as const},
            {path: 'opt/out', content: 'first'},
            {path: 'opt', type: 'directory' as const},
            {path: './opt/out', content: 'second, longer'},
            ...many,
            ...many,
          ],
        },
      ],
    };
    await using server = await startEcr({v24: A, v32: doubled});
    const {files, problems} = await compare(server, 'v24', 'v32', {files: {}});
    expect(problems).toEqual([]);
    // A directory named twice is no contradiction; examples are bounded, the count is not.
    expect(files?.anomalies).toEqual([
      {kind: 'duplicate', side: 'b', layer: 2, count: 8, examples: ['opt/out', ...many.slice(0, 4).map((m) => m.path)]},
    ]);
    expect(files?.changed.find(({path}) => path === 'opt/out')).toMatchObject({b: 'second, longer'.length});
  });

  it('says that a config is not as long as its manifest says, and compares the layers', async () => {
    const built = buildImage(B);
    const manifest = JSON.parse(built.text) as {config: {size: number}};
    manifest.config.size -= 1;
    const text = JSON.stringify(manifest);
    await using server = await startEcr({v24: A, v32: {...built, text, digest: sha256(text)}});
    const result = await compare(server, 'v24', 'v32', {files: {}});
    expect(result.problems).toMatchObject([{side: 'b', what: 'the config', code: 'size-mismatch'}]);
    expect(result.config.changed).toEqual([]);
    expect(result.files?.changed.map(({path}) => path)).toEqual(['app/data', 'opt/out']);
    expect(comparisonExitCode(result, false)).toBe(4);
  });

  it('compares what layers say of themselves where the media type lies', async () => {
    const plain: TestImage = {
      ...B,
      layers: [
        BASE,
        {...app(2), compression: 'none', mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip'},
        extra(2),
      ],
    };
    await using server = await startEcr({v24: A, v32: plain});
    const result = await compare(server, 'v24', 'v32', {files: {}});
    expect(result.problems).toEqual([]);
    expect(result.files?.changed).toHaveLength(2);
  });

  it('recognises a recompressed and a moved layer as the same content', async () => {
    const moved: TestImage = {layers: [BASE, extra(1), {...app(1), compression: 'none'}], config: {Cmd: ['x']}};
    await using server = await startEcr({v24: A, v32: moved});
    const result = await compare(server, 'v24', 'v32', {files: {}});
    expect(result.layers.map((row) => [row.status, row.matchedBy, row.moved === true])).toEqual(
      expect.arrayContaining([
        ['same', 'digest', false],
        ['same', 'diff-id', expect.any(Boolean)],
      ]),
    );
    expect(result.layers.filter((row) => row.moved)).toHaveLength(1);
    expect(server.sent).toBeLessThan(5000);
  });

  it('says which platforms an index offers when the one asked for is not among them', async () => {
    const index: TestImage = {
      layers: [],
      attestation: true,
      platforms: [{os: 'linux', architecture: 'arm64', image: B}],
    };
    await using server = await startEcr({v24: A, v32: index});
    const result = await compare(server, 'v24', 'v32', {files: {}});
    expect(result.problems).toMatchObject([
      {side: 'b', code: 'no-platform', why: expect.stringContaining('linux/arm64')},
    ]);
    expect(result.platforms).toMatchObject([
      {platform: 'linux/amd64', status: 'removed'},
      {platform: 'linux/arm64', status: 'added'},
    ]);
    expect(result.b.attestations).toBe(1);
    expect(comparisonExitCode(result, false)).toBe(4);
  });

  it('compares the platform asked for out of an index, and flags an architecture that App Runner cannot run', async () => {
    const index: TestImage = {
      layers: [],
      platforms: [
        {os: 'linux', architecture: 'amd64', image: A},
        {os: 'linux', architecture: 'arm64', image: B},
      ],
    };
    await using server = await startEcr({v24: A, v32: index});
    const same = await compare(server, 'v24', 'v32');
    expect(same.layers.every((row) => row.status === 'same')).toBe(true);
    const arm = await compare(server, 'v24', 'v32', {platform: {os: 'linux', architecture: 'arm64'}});
    expect(arm.findings.map(({id}) => id)).toContain('wrong-architecture');
  });

  it.each([
    ['{"schemaVersion":1,"fsLayers":[]}', 'bad-manifest'],
    ['{"schemaVersion":2,"layers":[{"digest":"sha256:zz","size":1}],"config":{}}', 'bad-manifest'],
    [`{"schemaVersion":2,"layers":[],"config":{"digest":"${sha256('')}","size":-1}}`, 'bad-manifest'],
    [`{"schemaVersion":2,"layers":[],"config":{"digest":"${sha256('')}","size":1.5}}`, 'bad-manifest'],
    ['[]', 'bad-manifest'],
    ['not json', 'bad-manifest'],
  ])('says that a manifest cannot be read: %s', async (text, code) => {
    const image = {
      digest: sha256(text),
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      text,
      size: text.length,
      blobs: new Map(),
    };
    await using server = await startEcr({v24: A, v32: image});
    const result = await compare(server, 'v24', 'v32');
    expect(result.problems).toMatchObject([{side: 'b', code}]);
  });
});
