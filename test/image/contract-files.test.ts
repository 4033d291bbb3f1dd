import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {readContractFiles} from '../../src/image/contract-files.js';
import {entryPointOf} from '../../src/image/entry-point.js';
import {unconditionalImports} from '../../src/image/python-imports.js';
import {resolveOciLayout} from '../../src/image/source/oci-layout.js';
import {type TestImage, type TestLayer, writeOciLayout} from './support/images.js';
import type {Item} from './support/tar-writer.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'contract-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

const BASE: TestLayer = {createdBy: 'FROM', items: [{path: 'usr/bin/python3', content: 'elf', mode: 0o755}]};
const image = (items: readonly Item[], cmd: readonly string[]): TestImage => ({
  layers: [BASE, {createdBy: 'COPY . /app', items}],
  config: {Cmd: cmd, WorkingDir: '/app'},
});
/** The same on another base: of two of them every layer is read. */
const whole = (items: readonly Item[], cmd: readonly string[]): TestImage => ({
  layers: [{createdBy: 'COPY . /app', items}],
  config: {Cmd: cmd, WorkingDir: '/app'},
});
const SERVER = ['python', '-m', 'uvicorn', 'app.main_simple:app', '--port', '8000'];
const GOOD: readonly Item[] = [
  {path: 'app/app/__init__.py'},
  {path: 'app/app/core/__init__.py'},
  {path: 'app/app/core/env.py', content: 'X = 1\n'},
  {path: 'app/app/core/config.py', content: 'Y = 1\n'},
  {path: 'app/app/main_simple.py', content: 'from app.core import env\nimport app.core.config\nimport redis\n'},
  {path: 'app/start.sh', content: '#!/bin/sh\n', mode: 0o755},
  {path: 'usr/lib/python3/site-packages/redis/__init__.py'},
  {path: 'usr/lib/python3/site-packages/redis-5.0.1.dist-info/METADATA', content: 'x'},
];

async function read(bad: TestImage, files: readonly string[] = [], good: TestImage = image(GOOD, SERVER)) {
  await writeOciLayout(directory, {good, bad});
  const [a, b] = await Promise.all(['good', 'bad'].map((tag) => resolveOciLayout(`oci:${tag}`, directory, tag)));
  return (await readContractFiles(a!, b!, {files})).comparison;
}

describe('readContractFiles', () => {
  it('tells changed, added and removed contract files', async () => {
    const bad = GOOD.filter(({path}) => path !== 'app/app/core/env.py').map((item) =>
      item.path === 'app/app/core/config.py' ? {...item, content: 'Y = 2\n'} : item,
    );
    const items = [...bad, {path: 'app/app/core/startup_validation.py'}];
    const files = [
      '/app/app/core/config.py',
      '/app/app/core/env.py',
      '/app/app/core/startup_validation.py',
      '/app/app/main_simple.py',
      '/app/elsewhere.py',
    ];
    const found = await read(whole(items, SERVER), files);
    expect(found.files.map(({change}) => change)).toEqual(['changed', 'removed', 'added', 'same', 'missing-in-both']);
    expect(found.missingEntrypoints).toBeUndefined();
    // A base that both share was not read, and may hold what the layers that differ do not.
    const onBase = await read(image(items, SERVER), files);
    expect(onBase.files.map(({change}) => change)).toEqual(['changed', 'same']);
  });

  it('names imports of the entry module that nothing satisfies, and packages that are gone', async () => {
    const bad = GOOD.filter(({path}) => !path.includes('redis') && path !== 'app/app/core/config.py');
    const found = await read(whole(bad, SERVER));
    expect(found.unsatisfiedImports).toEqual([
      {module: 'app.core.config', from: '/app/app/main_simple.py'},
      {module: 'redis', from: '/app/app/main_simple.py'},
    ]);
    expect(found.removedPackages).toEqual([{ecosystem: 'pip', name: 'redis', version: '5.0.1'}]);
    const onBase = await read(image(bad, SERVER));
    expect(onBase).toMatchObject({files: []});
    expect(onBase.unsatisfiedImports).toBeUndefined();
    expect(onBase.removedPackages).toBeUndefined();
  });

  it('takes what a shared layer may hold for neither missing nor removed, and what is hidden of it for both', async () => {
    const shared: TestLayer = {createdBy: 'FROM', items: GOOD};
    const run = (cmd: readonly string[], ...layers: TestLayer[]): TestImage => ({
      layers: [shared, ...layers],
      config: {Cmd: cmd, WorkingDir: '/app'},
    });
    const files = ['/app/app/core/env.py'];
    const patched: Item[] = [
      {path: 'app/app/core/env.py', content: 'X = 2\n'},
      {path: 'app/start.sh', content: '#!/bin/sh\n#\n', mode: 0o755},
      {path: 'usr/lib/python3/site-packages/redis-5.0.1.dist-info/METADATA', content: 'y'},
    ];
    const good = run(['./start.sh'], {createdBy: 'RUN patch', items: patched});
    const other = await read(run(['./start.sh'], {createdBy: 'RUN x', items: [{path: 'x'}]}), files, good);
    expect(other).toEqual({files: [], uncertainEntrypoints: ['/app/start.sh']});
    const marks = [
      'app/.wh.start.sh',
      'app/app/core/.wh.env.py',
      'usr/lib/python3/site-packages/.wh.redis-5.0.1.dist-info',
    ].map((path) => ({path}));
    const deleted = await read(run(['./start.sh'], {createdBy: 'RUN rm', items: marks}), files, good);
    expect(deleted).toEqual({
      files: [{path: files[0], change: 'removed'}],
      missingEntrypoints: ['/app/start.sh'],
      removedPackages: [{ecosystem: 'pip', name: 'redis', version: '5.0.1'}],
    });
    const main = {path: 'app/app/main_simple.py', content: 'from app.core import env\nimport app.core.config\n'};
    const importing = await read(
      run(SERVER, {
        createdBy: 'COPY',
        items: [main, {path: 'app/app/core/__init__.py'}, {path: 'app/app/__init__.py'}],
      }),
    );
    expect(importing.unsatisfiedImports).toBeUndefined();
    const unmet = await read(
      run(SERVER, {
        createdBy: 'COPY',
        items: [
          main,
          {path: 'app/app/core/__init__.py'},
          {path: 'app/app/__init__.py'},
          {path: 'app/app/core/.wh.config.py'},
        ],
      }),
    );
    expect(unmet.unsatisfiedImports).toEqual([{module: 'app.core.config', from: '/app/app/main_simple.py'}]);
  });

  it('says nothing of a file that a shared layer above may write again', async () => {
    const shared: TestLayer = {createdBy: 'COPY --link', items: [...GOOD]};
    const own = (content: string, mode: number): TestImage => ({
      layers: [
        BASE,
        {
          createdBy: 'COPY . /app',
          items: [
            {path: 'app/app/core/env.py', content},
            {path: 'app/app/__init__.py'},
            {path: 'app/app/main_simple.py', content: 'import app.nothing\n'},
            {path: 'app/start.sh', content: '#!/bin/sh\r\n', mode},
          ],
        },
        shared,
      ],
      config: {Entrypoint: ['./start.sh'], Cmd: ['uvicorn', 'app.main_simple:app'], WorkingDir: '/app'},
    });
    const found = await read(own('X = 2\n', 0o644), ['/app/app/core/env.py'], own('X = 1\n', 0o755));
    expect(found).toEqual({files: []});
  });

  it.each([['good'], ['bad']] as const)(
    'knows of no file that lies in the counterpart of a layer of the %s image that cannot be read',
    async (which) => {
      const lib = (content: string): TestLayer => ({
        createdBy: 'COPY . /app',
        items: [{path: 'app/start.sh', content, mode: 0o755}, {path: 'app/app/core/env.py'}],
      });
      const broken: TestLayer = {createdBy: 'COPY . /app', blob: Buffer.from('no layer')};
      const of = (first: TestLayer, item: Item): TestImage => ({
        layers: [first, {createdBy: 'RUN x', items: [item]}],
        config: {Cmd: ['./start.sh'], WorkingDir: '/app'},
      });
      const files = ['/app/app/core/env.py'];
      const rewritten = {path: 'app/app/core/env.py', content: 'X = 2\n'};
      const found =
        which === 'good'
          ? await read(of(lib('#!/bin/sh\n'), {path: 'x'}), files, of(broken, {path: 'y', content: 'y'}))
          : await read(of(broken, rewritten), files, of(lib('#!/bin/sh\n#\n'), {path: 'x', content: 'x'}));
      expect(found).toEqual({files: []});
    },
  );

  it('follows links in the folders of what it looks for', async () => {
    const files = ['/app/app/core/env.py'];
    const link: Item[] = [
      {path: 'srv/app', type: 'directory'},
      {path: 'app/app', type: 'symlink', link: '/srv/app'},
    ];
    const linked = await read(
      whole(
        [...link, {path: 'app/app/core/env.py', content: 'X = 1\n'}, {path: 'srv/app/serve', mode: 0o755}],
        ['app/serve'],
      ),
      files,
      whole([{path: 'app/app/core/env.py', content: 'X = 1\n'}], []),
    );
    expect(linked).toMatchObject({
      files: [{path: files[0], change: 'same'}],
      entrypointModes: [{path: '/app/app/serve', mode: 0o755}],
    });
    expect(linked.missingEntrypoints).toBeUndefined();
  });

  it('takes a folder without an entry of its own for one that is there', async () => {
    const bad = whole([{path: 'app/pkg/__main__.py', content: ''}], ['python', 'pkg']);
    expect((await read(bad, [], bad)).missingEntrypoints).toBeUndefined();
  });

  it('says nothing of imports that a shared layer may satisfy', async () => {
    const bad = GOOD.map((item) =>
      item.path === 'app/app/main_simple.py'
        ? {...item, content: 'import os\nimport fastapi\ntry:\n  import nothing\nexcept ImportError:\n  pass\n'}
        : item,
    );
    expect((await read(image(bad, SERVER))).unsatisfiedImports).toBeUndefined();
  });

  it('finds the file of CMD gone, or not executable, or with Windows line ends', async () => {
    const items = GOOD.filter(({path}) => path !== 'app/start.sh');
    expect((await read(whole(items, ['./start.sh']))).missingEntrypoints).toEqual(['/app/start.sh']);
    expect(await read(image(items, ['./start.sh']))).toEqual({files: [], uncertainEntrypoints: ['/app/start.sh']});
    const dos = image(
      GOOD.map((item) =>
        item.path === 'app/start.sh' ? {...item, mode: 0o644, content: '#!/bin/sh\r\nexec x\r\n'} : item,
      ),
      ['./start.sh'],
    );
    expect((await read(dos)).entrypointModes).toEqual([{path: '/app/start.sh', mode: 0o644, crlf: true}]);
  });

  it.each([
    ['elsewhere', 'app/src/app/main_simple.py', undefined],
    ['nowhere', 'app/src/app/other.py', ['/app/app/main_simple.py']],
  ])('sees a module that is kept %s in the bad image', async (_, path, missing) => {
    const items = GOOD.map((item) => (item.path === 'app/app/main_simple.py' ? {...item, path} : item));
    const found = await read(whole(items, ['uvicorn', 'app.main_simple:app', '--app-dir', 'src']));
    expect(found.missingEntrypoints).toEqual(missing);
  });

  it('calls no file removed or missing that a layer which cannot be read may hold', async () => {
    const items = GOOD.filter(({path}) => path !== 'app/app/core/env.py');
    const files = ['/app/app/core/env.py', '/app/app/core/config.py', '/app/elsewhere.py'];
    const layers = [{createdBy: 'COPY . /app', items}];
    const config = {Cmd: SERVER, WorkingDir: '/app'};
    const whole = await read({layers, config}, files);
    expect(whole.files.map(({change}) => change)).toEqual(['removed', 'same', 'missing-in-both']);
    const broken = await read(
      {layers: [...layers, {createdBy: 'ADD more /', blob: Buffer.from('no layer')}], config},
      files,
    );
    // What cannot be read lies above, and may have written config.py again.
    expect(broken.files).toEqual([]);
  });

  it('calls no file removed or missing that a shared layer above may hold again', async () => {
    const files = ['/app/app/core/env.py'];
    const items = GOOD.filter(({path}) => path !== 'app/app/core/env.py' && path !== 'app/start.sh');
    const own = {createdBy: 'COPY . /app', items};
    const shared: TestLayer = {createdBy: 'COPY shared /', items: [{path: 'srv/shared', content: 'x'}]};
    const config = {Cmd: ['./start.sh'], WorkingDir: '/app'};
    const good = {layers: [BASE, {createdBy: 'COPY . /app', items: GOOD}, shared], config};
    const below = await read({layers: [own], config}, files, {...good, layers: [good.layers[1]!]});
    expect(below).toMatchObject({files: [{change: 'removed'}], missingEntrypoints: ['/app/start.sh']});
    const above = await read({layers: [own, shared], config}, files, {...good, layers: good.layers.slice(1)});
    expect(above).toEqual({files: [], uncertainEntrypoints: ['/app/start.sh']});
    expect(below.removedPackages).toEqual([]);
  });

  it('does not call an interpreter of a shared layer missing', async () => {
    expect((await read(image(GOOD, ['/usr/bin/python3', 'start.sh']))).missingEntrypoints).toBeUndefined();
  });
});

describe('entryPointOf', () => {
  it.each([
    [undefined, ['python', 'main.py'], [['app/main.py', false]], []],
    [undefined, ['python', '-m', 'uvicorn', 'app.main:app'], [], ['app.main']],
    [undefined, ['python', '-u', '-m', 'app.serve'], [], ['app.serve']],
    [undefined, ['gunicorn', '-w', '4', 'web.wsgi:application'], [], ['web.wsgi']],
    [undefined, ['sh', '-c', 'alembic upgrade head && exec ./run.sh --port $PORT'], [['app/run.sh', true]], []],
    [
      ['/entry.sh'],
      ['node', 'server.js'],
      [
        ['entry.sh', true],
        ['app/server.js', false],
      ],
      [],
    ],
    // What a program is given is for the program to read, and may only look like a path.
    [['/app/bin'], ['/etc/conf.yaml'], [['app/bin', true]], []],
    [['/app/bin'], ['config/app.yaml'], [['app/bin', true]], []],
    [['/app/bin'], ['http://upstream:80/x'], [['app/bin', true]], []],
    [['/entry.sh'], ['http://upstream:80/x'], [['entry.sh', true]], []],
    [['/entry.sh'], ['mysql/prod'], [['entry.sh', true]], []],
    [['/lambda-entrypoint.sh'], ['handler/main.handler'], [['lambda-entrypoint.sh', true]], []],
    [
      ['/docker-entrypoint'],
      ['./serve'],
      [
        ['docker-entrypoint', true],
        ['app/serve', true],
      ],
      [],
    ],
    [undefined, ['sh', '-c', '~/run.sh'], [], []],
    [undefined, ['npm', 'start'], [], []],
    [undefined, ['/bin/sh', '-c', 'exec $CMD'], [], []],
    // Not every word after an interpreter is a file.
    [undefined, ['python', '-c', 'import app; app.run()'], [], []],
    [undefined, ['python3', '-X', 'dev', '-W', 'error', 'main.py'], [['app/main.py', false]], []],
    [undefined, ['python', '-X', 'dev', '-m', 'app.serve'], [], ['app.serve']],
    [undefined, ['node', '-e', 'require("./server")'], [], []],
    [undefined, ['node', '-r', 'dotenv/config', 'server.js'], [['app/server.js', false]], []],
    [undefined, ['node', 'dist/main'], [], []],
    [undefined, ['deno', 'run', '--allow-net', 'main.ts'], [['app/main.ts', false]], []],
    [undefined, ['bun', 'run', 'start'], [], []],
    [undefined, ['php', '-S', '0.0.0.0:8000', '-t', 'public'], [], []],
    [undefined, ['bash', '-o', 'pipefail', 'start.sh'], [['app/start.sh', false]], []],
    // A shell that goes elsewhere first.
    [undefined, ['sh', '-c', 'cd /srv/api && python main.py'], [['srv/api/main.py', false]], []],
    [undefined, ['sh', '-c', 'cd api; ./run.sh'], [['app/api/run.sh', true]], []],
    [undefined, ['sh', '-c', 'cd "$HOME" && ./run.sh && /opt/serve'], [['opt/serve', true]], []],
    [undefined, ['sh', '-c', 'cd "$HOME" && ./run.sh'], [], []],
  ] as const)('reads %j %j', (entrypoint, cmd, files, modules) => {
    const entry = entryPointOf(entrypoint, cmd, '/app');
    expect(entry.files.map(({path, executable}) => [path, executable])).toEqual(files);
    expect(entry.modules).toEqual(modules);
  });
});

describe('unconditionalImports', () => {
  it('reads statements at the left margin only', () => {
    const source = `"""docs
import not_this
"""
from __future__ import annotations
import os, sys as system
from app.core.config import (
    settings,
    other,
)
from . import sibling
from ..up import x
# import comment
if True:
    import conditional
import a.b; import c
`;
    expect(unconditionalImports(source, 'pkg.sub')).toEqual([
      'os',
      'sys',
      'app.core.config',
      'pkg.sub',
      'pkg.up',
      'a.b',
      'c',
    ]);
  });
});
