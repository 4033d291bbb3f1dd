import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it, vi} from 'vitest';
import {findConfig} from '../../src/config/file.js';

/** Whoever runs the tests may be allowed to read everything. */
const forbidden = vi.hoisted(() => ({path: ''}));
vi.mock('node:fs/promises', async (importActual) => {
  const actual = await importActual<typeof import('node:fs/promises')>();
  const readFile = async (path: string, encoding: 'utf8'): Promise<string> => {
    if (path === forbidden.path) throw Object.assign(new Error('EACCES: permission denied'), {code: 'EACCES'});
    return actual.readFile(path, encoding);
  };
  return {...actual, readFile};
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'));
  await writeFile(join(folder, 'nerava-diag.config.yaml'), 'service: my-api\n');
});
afterAll(() => rm(folder, {recursive: true, force: true}));

it('does not pass by a file that is there and may not be read', async () => {
  forbidden.path = join(folder, 'nerava-diag.config.yaml');
  await expect(findConfig(folder)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(`Cannot read ${forbidden.path}: permission denied`),
  });
});

it('passes by what a folder that may not be entered holds', async () => {
  forbidden.path = join(folder, 'nerava-diag.config.json');
  expect((await findConfig(folder))?.config).toEqual({service: 'my-api'});
});
