// Two hundred services at 20 ms a call, all with a failed deployment: wall time against what the quotas of us-east-1
// allow for the calls that were made.
import {inTurn, startServer, tool} from './support/measure.mjs';

/** Calls a second: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const QUOTA = {'logs:FilterLogEvents': 25, 'logs:GetLogEvents': 25, 'logs:DescribeLogStreams': 25};

export async function fleet() {
  const rows = [];
  for (const command of ['diagnose', 'validate']) {
    const server = await startServer('--services', '200', '--latency', '20');
    try {
      const {own} = await inTurn({own: {argv: tool(command, '--all'), env: server.env, codes: [0, 1, 4]}}, 1);
      const calls = await server.calls();
      // One run before did not count.
      const floor = Math.max(
        ...Object.entries(QUOTA).map(([name, rate]) => calls.filter((c) => c.operation === name).length / 2 / rate),
      );
      rows.push({
        suite: 'fleet',
        what: `${command} --all, 200 services`,
        own,
        peer: floor > 0 ? 'calls / quotas of CloudWatch Logs' : 'no quota applies',
        theirs: {wall: floor > 0 ? floor : own.wall},
        target: floor > 0 ? 1.5 : undefined,
      });
    } finally {
      server.close();
    }
  }
  return rows;
}
