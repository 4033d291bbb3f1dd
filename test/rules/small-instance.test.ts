import {smallInstance} from '../../src/rules/small-instance.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(smallInstance, {
  finds: [
    {name: 'a quarter of a processor', given: {service: service({cpuUnits: 256, memoryMb: 2048})}, says: /0\.25 vCPU/},
  ],
  silent: [
    {name: 'a whole one', given: {service: service({cpuUnits: 1024, memoryMb: 2048})}},
    {name: 'an unknown size', given: {service: service()}},
  ],
});
