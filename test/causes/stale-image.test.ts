import {staleImage} from '../../src/causes/stale-image.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, examination, image, PROVISIONING, pulledThen, START} from '../support/facts.js';

const SERVES = pulledThen(
  PROVISIONING,
  CHECKING,
  [70, '[AppRunner] Health check is successful. Routing traffic to application.'],
  [80, '[AppRunner] Successfully routed incoming traffic to application.'],
);
const GOOD = examination({status: 'SUCCEEDED'});

testCause(staleImage, {
  names: [
    {
      name: 'pushed before the deployment before',
      given: {
        events: SERVES,
        examination: examination(
          {status: 'SUCCEEDED'},
          {id: 'b'.repeat(32), status: 'SUCCEEDED', startedAt: START - 86_400_000, endedAt: START - 86_000_000},
        ),
        'image-running': image({pushedAt: START - 172_800_000}),
      },
      verdict: 'possible',
      running: true,
    },
  ],
  leaves: [
    {
      name: 'a new push',
      given: {events: SERVES, examination: GOOD, 'image-running': image({pushedAt: START - 60_000})},
      running: true,
    },
  ],
});
