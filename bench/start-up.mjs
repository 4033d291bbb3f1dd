// How long it takes until a command says something, against an empty Node process and against the aws CLI.
import {inTurn, startServer, tool} from './support/measure.mjs';
import {awsClis} from './support/peers.mjs';

export async function startUp({runs}) {
  const server = await startServer();
  try {
    const {env, arn} = server;
    const node = await inTurn(
      {
        'node -e 0': {argv: [process.execPath, '-e', '0']},
        '--version': {argv: tool('--version')},
        '--help': {argv: tool('--help')},
        'explain CAUSE': {argv: tool('explain', 'missing-env')},
      },
      runs,
    );
    const rows = [
      ['--version', 1.5],
      ['--help', 3.4],
      ['explain CAUSE', undefined],
    ].map(([what, target]) => row(what, node[what], `node -e 0 (${process.version})`, node['node -e 0'], target));
    for (const {path, version} of awsClis()) {
      const peer = `aws apprunner describe-service (${version})`;
      const taken = await inTurn(
        {
          env: {argv: tool('env', arn), env},
          [peer]: {
            argv: [path, '--endpoint-url', server.url, 'apprunner', 'describe-service', '--service-arn', arn],
            env,
          },
        },
        runs,
      );
      rows.push(row('env SERVICE', taken.env, peer, taken[peer], 0.34));
    }
    return rows;
  } finally {
    server.close();
  }
}

function row(what, own, peer, theirs, target) {
  return {suite: 'start-up', what, own, peer, theirs, target};
}
