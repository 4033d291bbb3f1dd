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
    const found = await read(image([...bad, {path: 'app/app/core/startup_validation.py'}], SERVER), [
      '/app/app/core/config.py',
      '/app/app/core/env.py',
      '/app/app/core/startup_validation.py',
      '/app/app/main_simple.py',
      '/app/elsewhere.py',
    ]);
    expect(found.files.map(({change}) => change)).toEqual(['changed', 'removed', 'added', 'same']);
    expect(found.missingEntrypoints).toBeUndefined();
  });

  it('names imports of the entry module that nothing satisfies, and packages that are gone', async () => {
    const bad = GOOD.filter(({path}) => !path.includes('redis') && path !== 'app/app/core/config.py');
    const found = await read(image(bad, SERVER));
    expect(found.unsatisfiedImports).toEqual([
      {module: 'app.core.config', from: '/app/app/main_simple.py'},
      {module: 'redis', from: '/app/app/main_simple.py'},
    ]);
    expect(found.removedPackages).toEqual([{ecosystem: 'pip', name: 'redis', version: '5.0.1'}]);
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
    const without = image(
      GOOD.filter(({path}) => path !== 'app/start.sh'),
      ['./start.sh'],
    );
    expect((await read(without)).missingEntrypoints).toEqual(['/app/start.sh']);
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
    const found = await read(image(items, ['uvicorn', 'app.main_simple:app', '--app-dir', 'src']));
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
    expect(broken.files.map(({change}) => change)).toEqual(['same']);
  });

  it('calls no file removed or missing that a shared layer above may hold again', async () => {
    const files = ['/app/app/core/env.py'];
    const items = GOOD.filter(({path}) => path !== 'app/app/core/env.py' && path !== 'app/start.sh');
    const own = {createdBy: 'COPY . /app', items};
    const shared: TestLayer = {createdBy: 'COPY shared /', items: [{path: 'srv/shared', content: 'x'}]};
    const config = {Cmd: ['./start.sh'], WorkingDir: '/app'};
    const good = {layers: [BASE, {createdBy: 'COPY . /app', items: GOOD}, shared], config};
    const below = await read({layers: [BASE, shared, own], config}, files, good);
    expect(below).toMatchObject({files: [{change: 'removed'}], missingEntrypoints: ['/app/start.sh']});
    const above = await read({layers: [BASE, own, shared], config}, files, good);
    expect(above).toMatchObject({files: []});
    expect(below.removedPackages).toEqual([]);
    expect(above.removedPackages).toBeUndefined();
    expect(above.missingEntrypoints).toBeUndefined();
    expect(above.unsatisfiedImports).toBeUndefined();
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
