// Round trips in a row: with 100 ms added to each call a command may take that much for each of its rounds, and one and
// a half times what it takes without.
import {inTurn, startServer, tool} from './support/measure.mjs';

const ADDED = 0.1;

export async function chain({runs}) {
  const near = await startServer();
  const far = await startServer('--latency', String(ADDED * 1000));
  const commands = [
    ['diagnose ARN', 4, ({arn}) => ['diagnose', arn]],
    ['diagnose NAME', 5, ({name}) => ['diagnose', name]],
    ['env ARN', 1, ({arn}) => ['env', arn]],
    ['env NAME', 2, ({name}) => ['env', name]],
    ['compare-images REPOSITORY:A REPOSITORY:B', 4, () => ['compare-images', 'my-api:v24', 'my-api:v24']],
  ];
  try {
    const rows = [];
    for (const [what, rounds, args] of commands) {
      const run = (server) => ({argv: tool(...args(server)), env: server.env, codes: [0, 1, 4]});
      const taken = await inTurn({near: run(near), far: run(far)}, runs);
      const allowed = {wall: rounds * ADDED + 1.5 * taken.near.wall};
      const peer = `${rounds} × 100 ms + 1.5 × its wall at 0 ms`;
      rows.push({suite: 'round trips', what, own: taken.far, peer, theirs: allowed, target: 1});
    }
    return rows;
  } finally {
    near.close();
    far.close();
  }
}
