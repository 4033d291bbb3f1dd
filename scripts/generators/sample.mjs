import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const BEGIN = /^<!-- sample:begin .*-->\n/m;
const END = '<!-- sample:end -->';
const LINES = 40;

/** The picture in README.md: the first lines of what `npm run sample` prints. */
export function generate(root) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [begin] = BEGIN.exec(readme) ?? [];
  const from = begin === undefined ? -1 : readme.indexOf(begin) + begin.length;
  const to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error('README.md: the marks sample:begin and sample:end are missing');
  const report = print(root);
  if (report === undefined) return [];
  const lines = report.trimEnd().split('\n');
  const shown = lines.length > LINES ? [...lines.slice(0, LINES), `… ${lines.length - LINES} more lines`] : lines;
  const block = `\`\`\`text\n${shown.join('\n').replaceAll('```', "'''")}\n\`\`\`\n`;
  return [['README.md', readme.slice(0, from) + block + readme.slice(to)]];
}

function print(root) {
  const {sample} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
  const [, parameters] = /node bin\/run\.js (.+)$/.exec(sample) ?? [];
  const bundle = /--bundle (\S+)/.exec(parameters)?.[1];
  if (!existsSync(join(root, bundle))) return undefined;
  return execFileSync(process.execPath, ['bin/run.js', ...parameters.split(' ')], {
    cwd: root,
    encoding: 'utf8',
    env: {...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, COLUMNS: '100', CI: undefined},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
