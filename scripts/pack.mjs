// Around `npm pack` (docs/adr/0002-bundle.md). `prepare` builds, writes the licences of what is bundled, and takes out
// of package.json what concerns the repository only: the bundle needs no other package. `restore` puts it back.
// Publish the tarball, not the folder: npm would send the folder's own package.json.
import {copyFileSync, existsSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from './build.mjs';
import {thirdPartyLicenses} from './licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = join(root, 'package.json');
const backup = join(root, '.tmp/package.json');

const steps = {
  async prepare() {
    restore();
    await build();
    const metafile = JSON.parse(readFileSync(join(root, '.tmp/build-meta.json'), 'utf8'));
    writeFileSync(join(root, 'THIRD_PARTY_LICENSES.txt'), thirdPartyLicenses(root, metafile));
    copyFileSync(manifest, backup);
    const {dependencies, devDependencies, scripts, ...published} = JSON.parse(readFileSync(manifest, 'utf8'));
    writeFileSync(manifest, `${JSON.stringify(published, null, 2)}\n`);
  },
  restore,
};

/** Also mends what an interrupted `npm pack` left behind. */
function restore() {
  if (existsSync(backup)) renameSync(backup, manifest);
}

await steps[process.argv[2]]();
