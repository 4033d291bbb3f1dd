import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {compareImages} from '../../src/app/compare-images.js';
import {renderText} from '../../src/image/report/text.js';
import {type TestImage, type TestLayer, writeOciLayout} from './support/images.js';
import type {Item} from './support/tar-writer.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'images-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

const BASE: TestLayer = {
  createdBy: 'ADD rootfs.tar.xz / # buildkit',
  items: [{path: 'etc/os-release', content: 'ID=debian\n'}],
};
const A: TestImage = {
  layers: [
    BASE,
    {
      createdBy: 'COPY . /app # buildkit',
      items: [
        {path: 'app', type: 'directory'},
        {path: 'app/app/main.py', content: 'import os\nprint(1)\n'},
        {path: 'app/app/core/config.py', content: 'A = 1\n'},
        {path: 'app/gone.txt', content: 'gone'},
        {path: 'app/same.txt', content: 'same'},
        {path: 'app/run.sh', content: '#!/bin/sh\n', mode: 0o644},
      ],
    },
  ],
  config: {
    Cmd: ['python', 'app/main.py'],
    Env: ['PATH=/usr/bin', 'API_TOKEN=canary-value-one'],
    WorkingDir: '/app',
    User: 'app',
  },
};
const B: TestImage = {
  layers: [
    BASE,
    {
      createdBy: 'COPY . /app # buildkit',
      items: [
        {path: 'app', type: 'directory'},
        {path: 'app/app/main.py', content: 'import os\nprint(2)\n'},
        {path: 'app/app/core/config.py', content: 'A = 1\n'},
        {path: 'app/same.txt', content: 'same', mtime: 77},
        {path: 'app/run.sh', content: '#!/bin/sh\n', mode: 0o4755, uid: 1000},
        {path: 'app/.git/HEAD', content: 'ref: refs/heads/main\n'},
        {path: 'app/.env', content: 'SECRET=canary-in-file'},
      ],
    },
    {createdBy: 'RUN rm /etc/os-release', items: [{path: 'etc/.wh.os-release'}]},
  ],
  config: {Cmd: ['python', 'app/other.py'], Env: ['PATH=/usr/bin', 'API_TOKEN=canary-value-two'], WorkingDir: '/app'},
};

const compare = async (a: TestImage, b: TestImage, files = {}) => {
  await writeOciLayout(directory, {a, b});
  return compareImages(`oci:${directory}:a`, `oci:${directory}:b`, {files});
};

describe('compareImages', () => {
  it('compares config, layers and sizes without reading layers', async () => {
    await writeOciLayout(directory, {a: A, b: B});
    const result = await compareImages(`oci:${directory}:a`, `oci:${directory}:b`);
    expect(result.layers.map((row) => row.status)).toEqual(['same', 'changed', 'added']);
    expect(result.files).toBeUndefined();
    expect(result.problems).toEqual([]);
    expect(result.config.changed.map(({field, name, change}) => [field, name, change])).toEqual([
      ['Cmd', undefined, 'changed'],
      ['User', undefined, 'removed'],
      ['Env', 'API_TOKEN', 'changed'],
    ]);
    expect(result.layers[1]?.a?.unpackedFrom).toBe('tail');
    expect(result.layers[1]?.createdBy).toBe('COPY . /app');
    expect(result.sizes.a.unpackedBytes).toBeGreaterThan(1000);
    expect(result.findings.map(({id}) => id)).toContain('command-changed');
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('compares files of the layers that differ', async () => {
    const result = await compare(A, B, {contract: ['/app/app/main.py', '/app/app/core/config.py', '/app/none.py']});
    const files = result.files;
    expect(files?.changed.map(({path, what}) => [path, what])).toEqual([
      ['app/app/main.py', ['content']],
      ['app/run.sh', ['mode', 'owner']],
    ]);
    expect(files?.added.map(({path}) => path)).toEqual(['app/.env', 'app/.git/HEAD']);
    expect(files?.removed.map(({path, fromSharedLayer}) => [path, fromSharedLayer])).toEqual([
      ['app/gone.txt', undefined],
      ['etc/os-release', true],
    ]);
    expect(files?.contract).toEqual([
      {path: '/app/app/main.py', change: 'changed'},
      {path: '/app/app/core/config.py', change: 'same'},
      {path: '/app/none.py', change: 'in-shared-layers-or-missing'},
    ]);
    expect(files?.identity).toBe('crc32');
    expect(files?.permissions).toEqual([{path: 'app/run.sh', what: 'setuid', mode: '4755'}]);
    expect(files?.leftovers.map(({kind, path, side}) => [kind, path, side])).toEqual([
      ['environment file', 'app/.env', 'b'],
      ['git history', 'app/.git', 'b'],
    ]);
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('shows unified diffs of what a glob names, but never of files that may hold secrets', async () => {
    const linked = {
      ...B,
      layers: [...B.layers, {items: [{path: 'x.py', type: 'hardlink', link: 'app/.env'} as const]}],
    };
    const hidden = await compare(A, linked, {paths: ['/x.py']});
    expect(hidden.files?.diffs).toMatchObject([{path: 'x.py', text: ''}]);
    const result = await compare(A, B, {paths: ['app/*.py', '/app/.env']});
    expect(result.files?.diffs).toEqual([
      {
        path: 'app/app/main.py',
        text: '--- a/app/app/main.py\n+++ b/app/app/main.py\n@@ -1,2 +1,2 @@\n import os\n-print(1)\n+print(2)\n',
      },
      {path: 'app/.env', text: '', omitted: 'it may hold secrets: its content is not shown'},
    ]);
  });

  it('calls no file empty whose content was not kept', async () => {
    const filler = Array.from({length: 33}, (_, i) => ({path: `app/${i}.bin`, content: Buffer.alloc(2 * 1024 * 1024)}));
    const held = (content: string, before: readonly Item[]): TestImage => ({
      layers: [BASE, {items: [...before, {path: 'app/z.py', content}]}],
    });
    const result = await compare(held('a\n', []), held('b\n', filler), {paths: ['/app/*.py', '/app/*.bin']});
    expect(result.files?.diffs.find(({path}) => path === 'app/z.py')).toMatchObject({
      text: '',
      omitted: expect.stringContaining('not kept'),
    });
  });

  it('shows the change of a text that is no UTF-8', async () => {
    const held = (content: string): TestImage => ({
      layers: [BASE, {items: [{path: 'app/menu.txt', content: Buffer.from(content, 'latin1')}]}],
    });
    const result = await compare(held('café\n'), held('cafè\n'), {paths: ['/app/menu.txt']});
    expect(result.files?.diffs[0]?.text).toContain('-café\n+cafè\n');
  });

  it('shows nothing of a private key, whatever its file is called', async () => {
    const key = (last: string) =>
      `-----BEGIN PRIVATE KEY-----\n${'canary4f1c9b7d2e+/AAAA\n'.repeat(40)}${last}\n-----END PRIVATE KEY-----\n`;
    const held = (content: string): TestImage => ({layers: [BASE, {items: [{path: 'app/settings.py', content}]}]});
    const result = await compare(held(key('canaryOld')), held(key('canaryNew')), {paths: ['/app/settings.py']});
    expect(result.files?.diffs).toMatchObject([{path: 'app/settings.py', text: ''}]);
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('says of the files that the command names whether they are there and can be run', async () => {
    const image = (entry: Partial<Item>, cmd: readonly string[]): TestImage => ({
      layers: [BASE, {items: [{path: 'app/start.sh', content: '#!/bin/sh\n', mode: 0o755, ...entry}]}],
      config: {Cmd: cmd, WorkingDir: '/app'},
    });
    const good = image({}, ['./start.sh']);
    const ids = async (bad: TestImage) => (await compare(good, bad)).findings.map(({id}) => id);
    expect(await ids(image({mode: 0o644}, ['./start.sh']))).toContain('command-not-executable');
    expect(await ids(image({content: '#!/bin/sh\r\n'}, ['./start.sh']))).toContain('command-file-crlf');
    // A base that both share may hold it.
    expect(await ids(image({path: 'app/begin.sh'}, ['./start.sh']))).toContain('command-file-uncertain');
    const ofWhole = await compare(
      {...good, layers: good.layers.slice(1)},
      {...good, layers: image({path: 'app/begin.sh'}, []).layers.slice(1)},
    );
    expect(ofWhole.findings.map(({id}) => id)).toContain('command-file-missing');
    const fine = await compare(good, image({content: '#!/bin/sh\necho\n'}, ['./start.sh']));
    expect(fine.findings.filter(({severity}) => severity === 'error')).toEqual([]);
    // What a layer left unread may hold is not said to be missing.
    expect(await ids(image({path: 'app/x'}, ['/bin/sh', '/etc/os-release']))).not.toContain('command-file-missing');
  });

  it.each([
    ['deleted', [{path: 'srv/.wh.app'}], [], 'srv/app'],
    ['deleted and made again', [{path: 'srv/.wh.app'}, {path: 'srv/app', type: 'directory'}], ['srv/app'], undefined],
    ['opaque', [{path: 'srv/app/.wh..wh..opq'}], ['srv/app'], undefined],
  ] as const)('sees what a folder that is %s hides of a shared layer', async (_, items, hidden, removed) => {
    const shared: TestLayer = {items: [{path: 'srv/app/main.py', content: 'import os\n'}]};
    const config = {Cmd: ['python', 'app/main.py'], WorkingDir: '/srv'};
    const a: TestImage = {layers: [shared], config};
    const result = await compare(a, {layers: [shared, {items}], config}, {});
    expect(result.findings.map(({id}) => id)).toContain('command-file-missing');
    expect(result.files?.hiddenFolders).toEqual({a: [], b: hidden});
    expect(result.files?.removed.map(({path}) => path)).toEqual(removed === undefined ? [] : [removed]);
    expect(renderText(result).includes('B hides whatever they hold in /srv/app.')).toBe(hidden.length > 0);
  });

  it('says of a file that a shared layer above may write again neither its rights nor its owner', async () => {
    const shared: TestLayer = {
      createdBy: 'COPY --link',
      items: [{path: 'start.sh', content: '#!/bin/sh\n', mode: 0o755}],
    };
    const own = (mode: number, uid: number): TestImage => ({
      layers: [{createdBy: 'COPY . /', items: [{path: 'start.sh', content: '#!/bin/sh\r\n', mode, uid}]}, shared],
      config: {Entrypoint: ['/start.sh']},
    });
    const result = await compare(own(0o755, 0), own(0o4646, 7), {contract: ['/start.sh']});
    expect(result.findings.map(({id}) => id)).toEqual(['base-changed']);
    expect(result.files).toMatchObject({
      permissions: [],
      contract: [{change: 'in-shared-layers-or-missing'}],
      changed: [{path: 'start.sh'}],
      highestUnreadLayer: {a: 1, b: 1},
    });
    const onTop = (image: TestImage): TestImage => ({...image, layers: [...image.layers].reverse()});
    const seen = await compare(onTop(own(0o755, 0)), onTop(own(0o4646, 7)), {});
    expect(seen.findings.map(({id}) => id)).toEqual(
      expect.arrayContaining([
        'command-not-executable',
        'command-file-crlf',
        'setuid',
        'world-writable',
        'owner-changed',
      ]),
    );
  });

  it('points at a file that the command names and only layers of A that differ are known to hold', async () => {
    const image = (items: readonly Item[]): TestImage => ({
      layers: [BASE, {createdBy: 'RUN patch', items}],
      config: {Entrypoint: ['/start.sh']},
    });
    const start = {path: 'start.sh', content: '#!/bin/sh\n', mode: 0o755};
    const npm = {path: 'app/node_modules/foo/package.json', content: '{"name":"foo","version":"2.0.0"}'};
    const patched = image([start, npm]);
    const result = await compare(patched, image([{path: 'x'}]), {paths: ['/start.sh'], contract: ['/start.sh']});
    expect(result.findings.map(({id, severity, text}) => [id, severity, text])).toEqual([
      [
        'command-file-uncertain',
        'warning',
        "B's command names /start.sh: A's layers that differ hold it, B's do not; a shared layer, which was not read, may hold it.",
      ],
      [
        'packages-uncertain',
        'warning',
        "1 package of A's layers that differ is not in B's: foo 2.0.0 (npm); a shared layer, which was not read, may hold it.",
      ],
    ]);
    expect(result.files?.diffs).toMatchObject([
      {path: 'start.sh', text: '', omitted: expect.stringContaining('only those of A hold it')},
    ]);
    expect(renderText(result)).toContain('one listed as removed may be in one of them still');
    const back = await compare(image([{path: 'x'}]), patched, {contract: ['/start.sh']});
    expect(back.files?.contract).toEqual([{path: '/start.sh', change: 'in-shared-layers-or-missing'}]);
  });

  it('says of a file that matches --path and keeps its content in what it differs', async () => {
    const image = (mode: number, link: string): TestImage => ({
      layers: [
        {
          items: [
            {path: 'run', content: 'x', mode},
            {path: 'link', type: 'symlink', link},
          ],
        },
      ],
    });
    const {files} = await compare(image(0o644, 'a'), image(0o755, 'b'), {paths: ['/run', '/link']});
    expect(files?.diffs.map(({path, omitted}) => [path, omitted])).toEqual([
      ['link', 'only its link target differs'],
      ['run', 'only its mode differs'],
    ]);
  });

  it('says that layers in another order may show other files, which are not listed', async () => {
    const one = (content: string): TestLayer => ({createdBy: `COPY ${content} /`, items: [{path: 'f', content}]});
    const result = await compare({layers: [one('1'), one('22')]}, {layers: [one('22'), one('1')]}, {});
    const {files, findings} = result;
    expect(renderText(result)).toContain('No layer was read: all lie in both images.');
    expect(renderText(result)).not.toContain('No layer had to be read');
    expect(files?.counts.changed).toBe(0);
    expect(findings.map(({id, severity, text}) => [id, severity, text])).toContainEqual([
      'layers-moved',
      'warning',
      expect.stringContaining('Shared layers were not read: such files are not among those listed as changed.'),
    ]);
  });

  it('takes two local layouts that share a tag for two images', async () => {
    const other = await mkdtemp(join(tmpdir(), 'images-'));
    try {
      await writeOciLayout(directory, {t: A});
      await writeOciLayout(other, {t: B});
      const {findings} = await compareImages(`oci:${directory}:t`, `oci:${other}:t`);
      expect(findings.map(({id}) => id)).not.toContain('tag-moved');
    } finally {
      await rm(other, {recursive: true, force: true});
    }
  });

  it('says that what is listed as removed may stand again in a shared layer above', async () => {
    const shared: TestLayer = {items: [{path: 'srv/data'}]};
    const own = (path: string): TestLayer => ({items: [{path}]});
    const said = 'In B 1 of them lies above what differs, and may hold again what is listed as removed or changed.';
    const above = await compare({layers: [BASE, own('old'), shared]}, {layers: [BASE, own('new'), shared]}, {});
    expect(above.files?.sharedLayersAbove).toEqual({a: 1, b: 1});
    expect(renderText(above)).toContain(said);
    expect(renderText(above)).toContain('In A 1 of them lies above');
    const below = await compare({layers: [BASE, shared, own('old')]}, {layers: [BASE, shared, own('new')]}, {});
    expect(below.files?.sharedLayersAbove).toEqual({a: 0, b: 0});
    expect(renderText(below)).not.toContain('above what differs');
  });

  it('says that what is listed as removed may lie in a layer that could not be read', async () => {
    const broken: TestImage = {layers: [BASE, {createdBy: 'ADD x /', blob: Buffer.from('no layer')}]};
    const result = await compare(A, broken, {});
    expect(result.files?.unreadableLayers).toEqual({a: 0, b: 1});
    expect(renderText(result)).toContain(
      'Not all of B could be compared: a file listed as removed may lie in what was left out.',
    );
  });

  it('tells where bytes come from, what they hide, and why a layer changed though its files did not', async () => {
    const big = (seed: string): string => seed.repeat(3_000_000);
    const static_ = (mtime: number): TestLayer => ({
      createdBy: 'COPY static /static',
      items: [{path: 'static/a.js', content: 'a', mtime}],
    });
    const a: TestImage = {
      layers: [static_(1), {createdBy: 'COPY . /app', items: [{path: 'app/main.py', content: 'x'}]}],
    };
    const b: TestImage = {
      layers: [
        static_(2),
        {
          createdBy: '/bin/sh -c pip install -r requirements.txt # buildkit',
          items: [{path: 'usr/lib/python3/site-packages/torch/lib.so', content: big('t')}],
        },
        {
          createdBy: 'COPY . /app',
          items: [
            {path: 'app/main.py', content: 'x'},
            {path: 'app/.git/pack', content: big('g')},
            {path: 'app/data.csv', content: big('d')},
            {path: 'app/tmp', content: 'temporary'},
          ],
        },
        {
          createdBy: 'RUN chown -R app /app && rm /app/tmp',
          items: [{path: 'app/data.csv', content: big('d'), uid: 1000}, {path: 'app/.wh.tmp'}],
        },
      ],
    };
    const {files, layers, findings} = await compare(a, b);
    expect(
      files?.attribution.map(({side, createdBy, bytes, folders, advice}) => ({
        side,
        createdBy,
        bytes,
        folders,
        advice,
      })),
    ).toEqual([
      {
        side: 'b',
        createdBy: 'RUN pip install -r requirements.txt',
        bytes: 3_000_000,
        folders: [{path: 'usr/lib/python3/site-packages/torch', bytes: 3_000_000, files: 1}],
        // pip's cache would lie in root/.cache/pip: there is none to avoid.
        advice: [],
      },
      {
        side: 'b',
        createdBy: 'COPY . /app',
        bytes: 3_000_000,
        folders: [{path: 'app/.git', bytes: 3_000_000, files: 1}],
        advice: ['list .git in .dockerignore'],
      },
      {
        side: 'b',
        createdBy: 'RUN chown -R app /app && rm /app/tmp',
        bytes: 3_000_000,
        folders: [{path: 'app', bytes: 3_000_000, files: 1}],
        advice: ['COPY --chown/--chmod in place of chown -R: the latter writes every file again'],
      },
    ]);
    expect(files?.waste.b).toEqual({
      bytes: 3_000_009,
      overwritten: 3_000_000,
      deleted: 9,
      rewrittenUnchanged: 3_000_000,
      worst: [
        {path: 'app/data.csv', bytes: 3_000_000, layer: 3, how: 'rewritten-unchanged'},
        {path: 'app/tmp', bytes: 9, layer: 3, how: 'deleted'},
      ],
    });
    expect(layers.map(({status, sameContent}) => [status, sameContent])).toEqual([
      ['changed', 'only the times of files differ'],
      ['added', undefined],
      ['changed', undefined],
      ['added', undefined],
    ]);
    expect(findings.map(({id}) => id)).toContain('rebuilt-unchanged');
  });

  it('warns of files that changed owner, of each move once', async () => {
    const owned = (uid: number): TestImage => ({
      layers: [{items: [...'abcd'].map((path) => ({path, content: path, uid}))}],
    });
    const {findings} = await compare(owned(1000), owned(0));
    expect(findings.filter(({id}) => id === 'owner-changed').map(({text}) => text)).toEqual([
      '4 paths changed owner, 1000:0 → 0:0: a, b, c, ….',
    ]);
  });

  it.each([
    ['app', undefined, 'The container runs as root (no USER), before as app: more rights than before.'],
    ['root', undefined, 'The container runs as root (no USER), before as root.'],
    ['0:0', 'root', 'The container runs as root, before as 0:0.'],
    [undefined, '1000', /^The container runs as 1000, before as root \(no USER\): files it must write/],
  ])('tells what a user %s that becomes %s means', async (before, after, words) => {
    const run = (user: string | undefined): TestImage => ({layers: [BASE], config: {Cmd: ['run'], User: user}});
    await writeOciLayout(directory, {a: run(before), b: run(after)});
    const {findings} = await compareImages(`oci:${directory}:a`, `oci:${directory}:b`);
    const [text] = findings.filter(({id}) => id === 'user-changed').map((finding) => finding.text);
    expect(text).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
  });

  it('claims no more than it checked: a forged CRC-32 passes for the same, a SHA-256 does not', async () => {
    // Two texts of one length and one CRC-32.
    const text = (content: string): TestImage => ({layers: [{items: [{path: 'f', content}]}]});
    const files = async (options: object) => (await compare(text('1fdc0ee9'), text('5fb19e8e'), options)).files;
    expect(await files({})).toMatchObject({identity: 'crc32', counts: {changed: 0}});
    expect(await files({sha256: true})).toMatchObject({identity: 'sha256', counts: {changed: 1}, layersRead: 2});
  });

  it('finds nothing between an image and itself', async () => {
    const result = await compare(A, A, {});
    expect(result.differs).toBe(false);
    expect(result.files?.counts).toEqual({added: 0, removed: 0, changed: 0, same: 0});
    expect(result.findings.map(({id}) => id)).toEqual(['same-image']);
  });

  it('says that the base changed, and of layers that stayed not that they changed', async () => {
    const one: TestLayer = {createdBy: 'COPY one /', items: [{path: 'one'}]};
    const text = async (a: TestImage, b: TestImage) =>
      (await compare(a, b)).findings.find(({id}) => id === 'base-changed')?.text;
    const other: TestLayer = {createdBy: 'FROM', items: [{path: 'other'}]};
    expect(await text({layers: [BASE, one]}, {layers: [other, one]})).toBe(
      'The lowest layer differs: the base image changed.',
    );
    const another: TestLayer = {createdBy: 'COPY two /', items: [{path: 'two'}]};
    expect(await text({layers: [BASE, one]}, {layers: [other, another]})).toContain('so did everything above it');
    // One layer may be everything there is.
    expect(await text({layers: [BASE]}, {layers: [other]})).toBeUndefined();
  });

  it('calls setuid new only where no shared layer may have had it', async () => {
    const passwd: TestLayer = {items: [{path: 'usr/bin/passwd', content: 'elf', mode: 0o4755}]};
    const text = async (a: TestImage, b: TestImage) =>
      (await compare(a, b, {})).findings.find(({id}) => id === 'setuid')?.text;
    expect(await text({layers: [{items: []}]}, {layers: [passwd]})).toBe('1 path is newly setuid: usr/bin/passwd.');
    expect(await text({layers: [BASE]}, {layers: [BASE, passwd]})).toBe(
      '1 path is setuid: usr/bin/passwd (or was so in a layer that was not read).',
    );
  });

  it.each([
    ['RUN composer install --no-dev', []],
    ['RUN uv pip install -r requirements-dev.txt', []],
    ['RUN apk add g++', ['build in a stage of its own (multi-stage) and copy only what runs']],
    ['RUN apt-get install -y libpq-dev', ['build in a stage of its own (multi-stage) and copy only what runs']],
  ])('advises on %s what has to do with it', async (createdBy, advice) => {
    const b: TestImage = {layers: [BASE, {createdBy, items: [{path: 'opt/x', content: Buffer.alloc(2_000_000)}]}]};
    expect((await compare({layers: [BASE]}, b, {})).files?.attribution.map((own) => own.advice)).toEqual([advice]);
  });

  it("advises to leave out pip's cache where the layer holds it", async () => {
    const cache = {path: 'root/.cache/pip/http/a', content: Buffer.alloc(2_000_000)};
    const b: TestImage = {layers: [BASE, {createdBy: 'RUN pip install x', items: [cache]}]};
    const advice = (await compare({layers: [BASE]}, b, {})).files?.attribution.map((own) => own.advice);
    expect(advice).toEqual([['pip install --no-cache-dir, npm cache clean, or RUN --mount=type=cache']]);
  });

  it('takes nothing for deleted of a shared layer where there is none', async () => {
    const a: TestImage = {layers: [{items: [{path: 'a', content: 'a'}]}]};
    const info = 'usr/lib/python3/site-packages/.wh.redis-5.0.1.dist-info';
    const b: TestImage = {layers: [{items: [{path: 'a', content: 'b'}, {path: '.wh.nothing'}, {path: info}]}]};
    const {files, packages} = await compare(a, b, {});
    expect(files?.counts).toEqual({added: 0, removed: 0, changed: 1, same: 0});
    expect(packages?.removed).toEqual([]);
  });
});
