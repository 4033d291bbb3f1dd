import {readFile} from 'node:fs/promises';

/**
 * An esbuild plugin: the classes of errors in AWS SDK clients, which differ by their names alone, are made by one
 * function. Every schema names all of its client's errors, so that none is left out: a hundred kilobytes of SSM,
 * CloudTrail and IAM for the six operations that are called.
 *
 * @param {RegExp} filter paths of the files
 * @returns {import('esbuild').Plugin}
 */
export function plainFaults(filter) {
  return {
    name: 'plain-faults',
    setup(build) {
      build.onLoad({filter}, async ({path}) => ({
        contents: withPlainFaults(await readFile(path, 'utf8')),
        loader: 'js',
      }));
    },
  };
}

/** A class as the SDK's generator writes it, with nothing else in it. */
const FAULT =
  /^export class (\w+) extends __BaseException \{\n(?: {4}static shapeId = ("[^"\\]+");\n)? {4}name = "\1";\n {4}\$fault = "(client|server)";\n(?: {4}\w+;\n)*? {4}constructor\(opts\) \{\n {8}super\(\{\n {12}name: "\1",\n {12}\$fault: "\3",\n {12}\.\.\.opts,?\n {8}\}\);\n {8}Object\.setPrototypeOf\(this, \1\.prototype\);\n(?: {8}this\.(\w+) = opts\.\4;\n)* {4}\}\n\}$/gm;

const MAKER = `
function fault(name, $fault, shapeId) {
  return class extends __BaseException {
    static {
      Object.defineProperty(this, 'name', {value: name});
      if (shapeId !== undefined) this.shapeId = shapeId;
    }
    constructor(opts) {
      super({name, $fault, ...opts});
      Object.setPrototypeOf(this, new.target.prototype);
      this.name = name;
      this.$fault = $fault;
      for (const key of Object.keys(opts)) if (!(key in this)) this[key] = opts[key];
    }
  };
}
`;

/** @param {string} source one file of errors, as the SDK's generator writes them */
export function withPlainFaults(source) {
  const plain = source.replace(
    FAULT,
    (_, name, shape, kind) =>
      `export const ${name} = /* @__PURE__ */ fault("${name}", "${kind}"${shape === undefined ? '' : `, ${shape}`});`,
  );
  return plain === source ? source : plain + MAKER;
}
