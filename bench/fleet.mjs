// Two hundred services at 20 ms a call, all with a failed deployment whose cause is open: wall time against what the
// budgets of calls (src/fleet/budget.ts) allow for the calls that were made.
import {fileURLToPath} from 'node:url';
import {importTypeScript} from './support/import-typescript.mjs';
import {inTurn, startServer, tool} from './support/measure.mjs';

export async function fleet() {
  const {budgetOf} = await importTypeScript(fileURLToPath(new URL('../src/fleet/budget.ts', import.meta.url)));
  const rows = [];
  for (const command of ['diagnose', 'validate']) {
    const server = await startServer('--services', '200', '--latency', '20');
    try {
      const {own} = await inTurn({own: {argv: tool(command, '--all'), env: server.env, codes: [0, 1, 4]}}, 1);
      const calls = await server.calls();
      const seconds = Object.entries(budgetOf('us-east-1')).map(([operation, rate]) => {
        // The run before did not count.
        return calls.filter((call) => call.operation === operation).length / 2 / rate;
      });
      rows.push({
        suite: 'fleet',
        what: `${command} --all, 200 services`,
        own,
        peer: 'its calls at the budgets of calls',
        theirs: {wall: Math.max(...seconds)},
        target: 1.5,
      });
    } finally {
      server.close();
    }
  }
  return rows;
}
