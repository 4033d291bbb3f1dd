import {attribute} from '../../src/engine/own-streams.js';
import type {Facts} from '../../src/engine/rule.js';
import {unattributedStreams} from '../../src/rules/unattributed-streams.js';
import {CHECK_FAILED, CHECKING, examination, FAILED, PROVISIONING, pulledThen, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED, FAILED);

/** What the engine derives from instances that began so many seconds after the operation. */
function given(seconds: readonly number[], events: Facts['events'] | undefined, looked = examination()) {
  const streams = seconds.map((second, index) => ({name: `instance/${index}`, beganAt: START + second * 1000}));
  const log = {streams, events: [], olderStreams: 0};
  return {'application-log': log, attribution: attribute(log, events, looked), examination: looked};
}

testRule(unattributedStreams, {
  finds: [
    {
      name: 'an instance that began before any was provisioned',
      given: given([20, 62], UNHEALTHY),
      data: {count: 1, bounded: true},
      says: /prove nothing and refute nothing/,
    },
    {
      name: 'an instance that began after the failure',
      given: given([62, 915], UNHEALTHY),
      data: {count: 1, bounded: true},
    },
    {
      name: 'every instance, where App Runner’s lines could not be read',
      given: given([20, 62], undefined),
      data: {count: 2, bounded: false},
      says: /no cause is confirmed/,
    },
  ],
  silent: [
    {name: 'instances of the deployment, some tried again', given: given([46, 62, 400, 904], UNHEALTHY)},
    {
      name: 'a first deployment: there is no other version',
      given: given([20, 915], UNHEALTHY, examination({type: 'CREATE_SERVICE', status: 'FAILED'})),
    },
    {name: 'a deployment that succeeded', given: given([20, 62], UNHEALTHY, examination({status: 'SUCCEEDED'}))},
  ],
});
