import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {build} from 'esbuild';
import {describe, expect, it} from 'vitest';
import {withPlainFaults} from '../../scripts/plain-faults.mjs';

const require = createRequire(import.meta.url);

/** An example of every class that a module of errors exports. */
async function faultsOf(contents: string, resolveDir: string): Promise<Map<string, Error>> {
  const {outputFiles} = await build({
    stdin: {contents, resolveDir, loader: 'js'},
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  const module = {exports: {} as {[name: string]: new (options: object) => Error}};
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(module, module.exports, require);
  const options = {message: 'said', Message: 'said', $metadata: {requestId: '1'}};
  return new Map(Object.entries(module.exports).map(([name, Fault]) => [name, new Fault(options)]));
}

function shown(fault: Error | undefined): object {
  const {name, message} = fault ?? {};
  const type = fault?.constructor as unknown as {readonly name: string; readonly shapeId: string};
  const parent = Object.getPrototypeOf(type) as {readonly name: string};
  return {
    name,
    message,
    own: {...fault},
    type: type.name.replace(/^_/, ''),
    shapeId: type.shapeId,
    parent: parent.name,
  };
}

describe('withPlainFaults', () => {
  it.each(['iam', 'ssm', 'cloudtrail', 'ecr', 'apprunner'])('changes nothing of the errors of %s', async (client) => {
    const folder = join(dirname(dirname(require.resolve(`@aws-sdk/client-${client}`))), 'dist-es/models');
    const source = readFileSync(join(folder, 'errors.js'), 'utf8');
    const changed = withPlainFaults(source);
    expect(changed.length).toBeLessThan(source.length);
    const [before, after] = [await faultsOf(source, folder), await faultsOf(changed, folder)];
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [name, fault] of before) {
      expect(after.get(name)).toBeInstanceOf(Error);
      expect(shown(after.get(name))).toMatchObject({...shown(fault), own: expect.anything()});
      expect(after.get(name)).toMatchObject({name, message: 'said', $metadata: {requestId: '1'}});
      expect((after.get(name) as {$fault?: string}).$fault).toBe((fault as {$fault?: string}).$fault);
    }
  });

  it('leaves a class alone that has more in it', () => {
    const source = 'export class Odd extends __BaseException {\n    name = "Odd";\n    odd() {}\n}\n';
    expect(withPlainFaults(source)).toBe(source);
  });
});
