import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {wantsColour} from '../terminal/colour.js';
import {packageRoot} from './package-root.js';

/**
 * The help that the arguments ask for, as the build wrote it down; undefined when none is asked for or none is known.
 *
 * Asking for help is the most frequent call of all and needs neither oclif nor a command.
 */
export function helpText(argv: readonly string[]): string | undefined {
  const asked = topicOf(argv);
  if (asked === undefined) return undefined;
  let texts: {readonly [id: string]: string | undefined};
  try {
    texts = JSON.parse(readFileSync(join(packageRoot(), 'dist/help.json'), 'utf8'));
  } catch {
    return undefined;
  }
  const text = Object.hasOwn(texts, asked) ? texts[asked] : undefined;
  const colour = wantsColour({
    off: argv.includes('--no-color'),
    isTty: process.stdout.isTTY === true,
    env: process.env,
  });
  return colour ? text?.replace(/^[A-Z][A-Z ]+$/gm, '\u001B[1m$&\u001B[22m') : text;
}

/** The command to explain, '' for the whole program. */
function topicOf(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  const words = own.filter((arg) => !arg.startsWith('-'));
  if (words[0] === 'help') return words.length <= 2 ? (words[1] ?? '') : undefined;
  if (argv.length === 0) return '';
  return own.includes('--help') || own.includes('-h') ? (words[0] ?? '') : undefined;
}
