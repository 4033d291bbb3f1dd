import {spawnSync} from 'node:child_process';
import {accessSync, constants, readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/** Every file of this name on PATH that can be run. */
function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).flatMap((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return [join(folder, name)];
    } catch {
      return [];
    }
  });
}

/** The aws CLIs that are installed, each with its version; shims that only find another one cost time and do not count. */
export function awsClis() {
  const real = onPath('aws').map((path) => (isShim(path) ? shimmed(path) : path));
  const versions = new Map();
  for (const path of real) {
    const version = /aws-cli\/(\S+)/.exec(spawnSync(path, ['--version'], {encoding: 'utf8'}).stdout ?? '')?.[1];
    if (version !== undefined && !versions.has(version)) versions.set(version, path);
  }
  return [...versions].map(([version, path]) => ({path, version}));
}

function isShim(path) {
  return /^#!.*\b(ba)?sh\b/.test(readFileSync(path).subarray(0, 64).toString('latin1'));
}

function shimmed(path) {
  const {stdout} = spawnSync('pyenv', ['which', 'aws'], {encoding: 'utf8'});
  return stdout?.trim() || path;
}

/** First line of what a tool says about its version; undefined when it is not installed. */
export function versionOf(name, flag = '--version') {
  const {status, stdout, stderr} = spawnSync(name, [flag], {encoding: 'utf8'});
  return status === 0 ? (stdout || stderr).split('\n')[0].trim() : undefined;
}
