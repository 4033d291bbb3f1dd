// How right and how honest the answers are: every incident of fixtures/incidents/, collected from a fake AWS and judged.
// Prints the table and fails when a sum is worse than fixtures/incidents/scores.json. With --update it writes that file.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {argv} from 'node:process';
import {fileURLToPath} from 'node:url';
import {importSource} from './generators/import-source.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'fixtures/incidents/scores.json');

const {judgeIncidents, scoresOf, tableOf, worsened} = await importSource(root, 'test/support/incident-scores.ts');
const rows = await judgeIncidents();
const scores = scoresOf(rows);
console.log(tableOf(rows));

if (argv.includes('--update')) {
  writeFileSync(file, `${JSON.stringify(scores, null, 2)}\n`);
} else {
  const worse = worsened(scores, JSON.parse(readFileSync(file, 'utf8')));
  for (const text of worse) console.error(`worse than fixtures/incidents/scores.json: ${text}`);
  if (worse.length > 0) process.exitCode = 1;
}
