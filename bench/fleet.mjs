// Two hundred services, all with a failed deployment whose cause is open: wall time against what the budgets of calls
// (src/fleet/budget.ts) allow for the calls that were made. At 20 ms a call the budgets alone should hold it up; at
// 200 ms too, if enough services are looked at at once.
import {fileURLToPath} from 'node:url';
import {importTypeScript} from './support/import-typescript.mjs';
import {inTurn, startServer, tool} from './support/measure.mjs';

/** Counted runs: one alone told more of the machine's company than of the tool. */
const RUNS = 3;

export async function fleet() {
  const {budgetOf} = await importTypeScript(fileURLToPath(new URL('../src/fleet/budget.ts', import.meta.url)));
  const rows = [];
  for (const command of ['diagnose', 'validate']) {
    for (const latency of ['20', '200']) {
      const server = await startServer('--services', '200', '--latency', latency);
      try {
        const {own} = await inTurn({own: {argv: tool(command, '--all'), env: server.env, codes: [0, 1, 4]}}, RUNS);
        const calls = await server.calls();
        const seconds = Object.entries(budgetOf('us-east-1')).map(([operation, rate]) => {
          // The server has seen the round that does not count too; every round makes the same calls.
          return calls.filter((call) => call.operation === operation).length / (RUNS + 1) / rate;
        });
        rows.push({
          suite: 'fleet',
          what: `${command} --all, 200 services, ${latency} ms a call`,
          own,
          peer: 'its calls at the budgets of calls',
          theirs: {wall: Math.max(...seconds)},
          target: 1.5,
        });
      } finally {
        server.close();
      }
    }
  }
  return rows;
}
