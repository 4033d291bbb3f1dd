import {access, constants} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import {ENGINES} from '../views/reproduction.js';

/** The first container engine that can be run here; docker where there is none. */
export async function engineOnPath(path = process.env['PATH'] ?? ''): Promise<(typeof ENGINES)[number]> {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  for (const engine of ENGINES) {
    const names = process.platform === 'win32' ? [`${engine}.exe`, `${engine}.cmd`] : [engine];
    const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
    const found = await Promise.all(files.map(isExecutable));
    if (found.includes(true)) return engine;
  }
  return 'docker';
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
