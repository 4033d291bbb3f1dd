import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {build} from 'esbuild';
import {describe, expect, it} from 'vitest';
import {withPlainKeys} from '../../scripts/plain-keys.mjs';

const require = createRequire(import.meta.url);

/** What a module of schemas exports; functions inside are of no interest. */
async function exportsOf(contents: string, resolveDir: string): Promise<string> {
  const {outputFiles} = await build({
    stdin: {contents, resolveDir, loader: 'js'},
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  const module = {exports: {}};
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(module, module.exports, require);
  return JSON.stringify(Object.entries(module.exports).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('withPlainKeys', () => {
  it('writes out keys whose text is known, and no others', () => {
    const source = 'const _xN = "xmlName";\nconst _o = other();\nvar S$ = {[_xN]: _m, [_o]: 1, [_new]: 2, [x]: 3};';
    expect(withPlainKeys(source)).toBe(source.replace('[_xN]:', '"xmlName":'));
  });

  it.each(['ec2', 'iam', 'ssm'])('changes nothing of what the schemas of %s say', async (client) => {
    const folder = join(dirname(dirname(require.resolve(`@aws-sdk/client-${client}`))), 'dist-es/schemas');
    const source = readFileSync(join(folder, 'schemas_0.js'), 'utf8');
    const changed = withPlainKeys(source);
    expect(changed).not.toBe(source);
    expect(await exportsOf(changed, folder)).toBe(await exportsOf(source, folder));
  });
});
