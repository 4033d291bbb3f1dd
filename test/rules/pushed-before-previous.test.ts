import {pushedBeforePrevious} from '../../src/rules/pushed-before-previous.js';
import {examination, image, REPOSITORY, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const BEFORE = {id: 'b'.repeat(32), status: 'SUCCEEDED', startedAt: START - 86_400_000, endedAt: START - 86_000_000};

testRule(pushedBeforePrevious, {
  finds: [
    {
      name: 'an image that was there before',
      given: {
        examination: examination({status: 'SUCCEEDED'}, BEFORE),
        'image-running': image({pushedAt: START - 172_800_000}),
      },
    },
  ],
  silent: [
    {
      name: 'an update back to the image before, after a deployment that failed',
      given: {
        examination: examination(
          {id: 'd'.repeat(32), status: 'SUCCEEDED', startedAt: START + 7_200_000, endedAt: START + 7_300_000},
          {},
          BEFORE,
        ),
        'image-running': image({pushedAt: START - 172_800_000}),
      },
    },
    {
      name: 'an update back from another image',
      given: {
        examination: examination({status: 'SUCCEEDED'}, BEFORE),
        'image-running': image({pushedAt: START - 172_800_000}),
        'change-history': [
          {name: 'UpdateService', at: BEFORE.startedAt, operationId: BEFORE.id, image: `${REPOSITORY}:v3`},
        ],
      },
    },
    {
      name: 'a new push',
      given: {
        examination: examination({status: 'SUCCEEDED'}, BEFORE),
        'image-running': image({pushedAt: START - 60_000}),
      },
    },
  ],
});
