import {mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {findConfig} from '../../src/config/file.js';
import {parseConfig} from '../../src/config/parse.js';

const yaml = (text: string) => parseConfig(text, {path: '/etc/app/nerava-diag.config.yaml', key: null});
const json = (text: string) => parseConfig(text, {path: '/etc/app/nerava-diag.config.json', key: null});

describe('a configuration file', () => {
  it('reads YAML and JSON alike', () => {
    const config = {
      service: 'my-api',
      region: 'us-east-1',
      contract: '/etc/app/contracts/api.yaml',
      rules: {'some-rule': 'off', other: 'warning'},
    };
    expect(
      yaml(
        'service: my-api\nregion: us-east-1\ncontract: contracts/api.yaml\nrules:\n  some-rule: off\n  other: warning\n',
      ),
    ).toEqual(config);
    expect(
      json(
        '{"service": "my-api", "region": "us-east-1", "contract": "contracts/api.yaml", "rules": {"some-rule": "off", "other": "warning"}}',
      ),
    ).toEqual(config);
  });

  it('may name the built-in contract, which is no path', () => {
    expect(yaml('contract: nerava-backend\n')).toEqual({contract: 'nerava-backend'});
    expect(yaml('contract: ./nerava-backend\n')).toEqual({contract: '/etc/app/nerava-backend'});
  });

  it('may be empty', () => {
    expect(yaml('# nothing yet\n')).toEqual({});
  });

  it.each([
    ['service: my-api\nregoin: us-east-1\n', 'nerava-diag.config.yaml:2:1', 'regoin'],
    ['region: [us-east-1]\n', 'nerava-diag.config.yaml:1:9', 'region'],
    ['service: ""\n', 'nerava-diag.config.yaml:1:10', 'service'],
    ['rules:\n  some-rule: loud\n', 'nerava-diag.config.yaml:2:14', 'rules.some-rule'],
    ['rules: off\n', 'nerava-diag.config.yaml:1:8', 'rules'],
    ['- a\n- b\n', 'nerava-diag.config.yaml:1:1', 'mapping'],
    ['service: a\nservice: b\n', 'nerava-diag.config.yaml:2:1', 'unique'],
  ])('names line, column and key of what is wrong: %j', (text, place, key) => {
    expect(() => yaml(text)).toThrow(expect.objectContaining({exitCode: 2}));
    expect(() => yaml(text)).toThrow(place);
    expect(() => yaml(text)).toThrow(key);
  });

  it('knows which rules there are, where it is told', () => {
    const graded = (id: string) =>
      parseConfig(`rules:\n  ${id}: off\n`, {path: '/x.yaml', key: null, ruleIds: ['image-large', 'image-missing']});
    expect(graded('image-large')).toEqual({rules: {'image-large': 'off'}});
    expect(() => graded('image-larg')).toThrow(
      expect.objectContaining({
        message: '/x.yaml:2:3: "rules.image-larg" is no known rule.',
        exitCode: 2,
        suggestions: ['Did you mean "image-large"? Every id: nerava-diag explain'],
      }),
    );
  });

  it('names the place in JSON too', () => {
    expect(() => json('{\n  "service": 7\n}')).toThrow('nerava-diag.config.json:2:14');
  });

  it('reads a section of package.json', () => {
    const text = '{\n  "name": "x",\n  "nerava-diag": {\n    "servcie": "a"\n  }\n}';
    expect(() => parseConfig(text, {path: '/app/package.json', key: 'nerava-diag'})).toThrow('/app/package.json:4:5');
  });
});

describe('the search', () => {
  let root: string;
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'config-')));
    await mkdir(join(root, 'a/b'), {recursive: true});
  });
  afterEach(() => rm(root, {recursive: true, force: true}));

  it('goes upwards and stops at the first', async () => {
    await writeFile(join(root, 'nerava-diag.config.yaml'), 'service: outer\n');
    expect(await findConfig(join(root, 'a/b'))).toMatchObject({config: {service: 'outer'}});
    await writeFile(join(root, 'a/package.json'), '{"name": "x", "nerava-diag": {"service": "inner"}}');
    expect(await findConfig(join(root, 'a/b'))).toMatchObject({
      path: join(root, 'a/package.json'),
      config: {service: 'inner'},
    });
  });

  it('reads a package.json with a byte order mark', async () => {
    await writeFile(join(root, 'a/package.json'), '\uFEFF{"nerava-diag": {"service": "inner"}}');
    expect(await findConfig(join(root, 'a/b'))).toMatchObject({config: {service: 'inner'}});
  });

  it('passes by a package.json that says nothing about it', async () => {
    await writeFile(join(root, 'nerava-diag.config.json'), '{"service": "outer"}');
    await writeFile(join(root, 'a/package.json'), '{"name": "nerava-diag"}');
    await writeFile(join(root, 'a/b/package.json'), '{broken "nerava-diag"');
    expect(await findConfig(join(root, 'a/b'))).toMatchObject({config: {service: 'outer'}});
  });
});
