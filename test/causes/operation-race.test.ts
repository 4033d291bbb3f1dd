import {operationRace} from '../../src/causes/operation-race.js';
import {testCause} from '../support/cause-tester.js';
import {examination, operation, START} from '../support/facts.js';

const {endedAt: _, ...RUNNING} = operation({status: 'IN_PROGRESS'});

testCause(operationRace, {
  names: [
    {
      name: 'a rejected call meanwhile',
      given: {
        operations: [RUNNING],
        examination: examination(RUNNING),
        'change-history': [{name: 'UpdateService', at: START + 60_000, errorCode: 'InvalidStateException'}],
      },
      verdict: 'confirmed',
      running: true,
    },
    {
      name: 'what ran has ended well since: whoever was rejected was told so',
      given: {
        operations: [operation({status: 'SUCCEEDED'})],
        examination: examination({status: 'SUCCEEDED'}),
        'change-history': [{name: 'StartDeployment', at: START + 60_000, errorCode: 'InvalidStateException'}],
      },
      verdict: 'possible',
      running: true,
    },
  ],
  leaves: [
    {
      name: 'somebody tried again while the deployment failed',
      given: {
        operations: [operation()],
        'change-history': [{name: 'StartDeployment', at: START + 60_000, errorCode: 'InvalidStateException'}],
      },
    },
    {name: 'one running deployment', given: {operations: [operation({status: 'IN_PROGRESS'})]}},
  ],
});
