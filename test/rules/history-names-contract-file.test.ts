import {historyNamesContractFile} from '../../src/rules/history-names-contract-file.js';
import {image} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(historyNamesContractFile, {
  finds: [
    {
      name: 'a new step',
      given: {
        'image-running': image({digest: 'sha256:1', config: {history: [{createdBy: 'RUN pip install x'}]}}),
        'image-attempted': image({
          digest: 'sha256:2',
          config: {history: [{createdBy: 'COPY startup_validation.py /app'}]},
        }),
      },
      says: /startup_validation/,
    },
  ],
  silent: [
    {
      name: 'a step that both have',
      given: {
        'image-running': image({digest: 'sha256:1', config: {history: [{createdBy: 'COPY validation.py /app'}]}}),
        'image-attempted': image({digest: 'sha256:2', config: {history: [{createdBy: 'COPY validation.py /app'}]}}),
      },
    },
  ],
});
