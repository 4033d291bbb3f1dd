import {pushWithoutDeployment} from '../../src/rules/push-without-deployment.js';
import {examination, image, operation, START, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(pushWithoutDeployment, {
  finds: [
    {
      name: 'a push an hour later',
      given: {
        service: service({autoDeploy: true}),
        operations: [operation({status: 'SUCCEEDED'})],
        examination: examination({status: 'SUCCEEDED'}),
        'image-running': image({pushedAt: START + 3_600_000}),
      },
    },
  ],
  silent: [
    {
      name: 'automatic deployment off',
      given: {
        service: service({autoDeploy: false}),
        operations: [operation()],
        examination: examination(),
        'image-running': image({pushedAt: START + 3_600_000}),
      },
    },
    {
      name: 'a push before the operation',
      given: {
        service: service({autoDeploy: true}),
        operations: [operation()],
        examination: examination(),
        'image-running': image({pushedAt: START - 60_000}),
      },
    },
  ],
});
