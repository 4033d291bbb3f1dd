import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/**
 * The licences of every package whose code is in the bundle, as one text.
 *
 * @param {string} root of the project, which the bundler's paths start from
 * @param {{outputs: Record<string, {inputs: Record<string, {bytesInOutput: number}>}>}} metafile of esbuild
 */
export function thirdPartyLicenses(root, metafile) {
  const parts = [...bundledPackages(metafile)].map((folder) => describe(join(root, folder)));
  return `${HEAD}\n${parts.sort(byName).map(format).join('\n')}`;
}

const HEAD = `The program in dist/ contains code of the following packages, each under its own licence.\n`;
const LINE = '-'.repeat(100);

/** Folders of the packages of which at least one byte is in an output. */
export function bundledPackages({outputs}) {
  const folders = new Set();
  for (const {inputs} of Object.values(outputs)) {
    for (const [path, {bytesInOutput}] of Object.entries(inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  return folders;
}

function describe(folder) {
  const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (license === undefined && file === undefined) throw new Error(`collect licences: ${name} names none`);
  const text =
    file === undefined
      ? `Its package holds no text; it names the licence ${license}.`
      : readFileSync(join(folder, file), 'utf8');
  return {name, version, license: license ?? 'see below', text};
}

function byName(a, b) {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1;
}

function format({name, version, license, text}) {
  return `${LINE}\n${name} ${version} (${license})\n\n${text.trim()}\n`;
}
