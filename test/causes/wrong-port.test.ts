import {wrongPort} from '../../src/causes/wrong-port.js';
import {testCause} from '../support/cause-tester.js';
import {absent, app, CHECK_FAILED, CHECKING, image, PROVISIONING, pulledThen, runs} from '../support/facts.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';

testCause(wrongPort, {
  names: [
    {
      name: 'it listens elsewhere',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, 'INFO:     Uvicorn running on http://0.0.0.0:5000 (Press CTRL+C to quit)']),
      },
      verdict: 'confirmed',
    },
    {
      name: "another program than the image's listens elsewhere",
      given: {
        events: UNHEALTHY,
        service: runs('npm run start'),
        'image-attempted': image(),
        'app-records': app([70, '   - Local:        http://ip-10-0-1-23.ec2.internal:3000']),
      },
      verdict: 'likely',
    },
    {
      name: 'a server is announced elsewhere, and nothing more is said',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, '{"level":"info","msg":"starting http server","port":"5000"}']),
      },
      verdict: 'likely',
    },
  ],
  leaves: [
    {
      name: 'a gRPC server listens elsewhere',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, '{"level":"info","msg":"grpc server listening","addr":"[::]:50051"}']),
      },
    },
    {name: "App Runner's generic advice", given: {events: UNHEALTHY, 'application-log': absent()}},
    {name: 'the right port', given: {events: UNHEALTHY, 'app-records': app([70, LISTENS])}},
  ],
});
