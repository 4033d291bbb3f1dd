// The README's commands, for the test that holds their form and for .ci/run, which runs the second one.
// `node scripts/readme.mjs 2` prints it.
import {readFileSync} from 'node:fs';
import {argv} from 'node:process';
import {fileURLToPath} from 'node:url';

/** The lines of every block fenced as `sh`, in order. */
export function shellBlocks(markdown) {
  return [...markdown.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, body]) => body.trimEnd().split('\n'));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const blocks = shellBlocks(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));
  const block = blocks[Number(argv[2]) - 1];
  if (block?.length !== 1) throw new Error(`README.md: shell block ${argv[2]} must hold exactly one line`);
  console.log(block[0]);
}
