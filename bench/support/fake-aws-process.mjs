// The tests' fake AWS as a process of its own, so that serving is not measured along with the client:
//   node bench/support/fake-aws-process.mjs --latency 100 --services 1
// Prints one line of JSON, {url, env, arn}, and runs until it is told to end. A GET of /calls answers the calls so far.
import {createServer} from 'node:http';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {importTypeScript} from './import-typescript.mjs';

const {values} = parseArgs({
  options: {
    latency: {type: 'string', default: '0'},
    services: {type: 'string', default: '1'},
    regions: {type: 'string', default: 'us-east-1'},
  },
});

const {startFakeAws, manyServices, movedTo, rolledBackIncident} = await importTypeScript(
  fileURLToPath(new URL('./worlds.ts', import.meta.url)),
);
const services = Number(values.services);
const dataset = services === 1 ? rolledBackIncident() : manyServices(services);
const fake = await startFakeAws(movedTo(dataset, Date.now()), {latencyMs: Number(values.latency)});
const control = createServer((_, response) => response.end(JSON.stringify(fake.calls)));
control.listen(0, '127.0.0.1', () => {
  const {name, id} = dataset.services[0];
  process.stdout.write(
    `${JSON.stringify({
      url: fake.url,
      calls: `http://127.0.0.1:${control.address().port}/calls`,
      env: fake.env,
      name,
      arn: `arn:aws:apprunner:us-east-1:${fake.world.account}:service/${name}/${id}`,
    })}\n`,
  );
});
