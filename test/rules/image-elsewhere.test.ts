import {imageElsewhere} from '../../src/rules/image-elsewhere.js';
import {denied, events, examination, image, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const ELSEWHERE = '444455556666.dkr.ecr.us-east-1.amazonaws.com/shared/web:1';

testRule(imageElsewhere, {
  finds: [
    {
      name: 'another region',
      given: {service: service(), 'image-attempted': image({region: 'eu-west-1'})},
      data: {region: 'eu-west-1', pullFailed: false},
    },
    {
      name: "another account, by App Runner's line, where the image may not be read",
      given: {
        service: service(),
        'image-attempted': denied(),
        events: events(
          `[AppRunner] Pulling image ${ELSEWHERE} from ECR repository.`,
          '[AppRunner] Failed to pull your application image. Reason: Invalid Access Role in AuthenticationConfiguration.',
        ),
      },
      data: {account: '444455556666', region: null, pullFailed: true},
    },
    {
      name: "another account, by the service's reference, where nothing was rolled back",
      given: {
        service: service({source: {kind: 'image', image: ELSEWHERE, repositoryType: 'ECR'}}),
        'image-attempted': denied(),
        examination: examination({type: 'CREATE_SERVICE', status: 'FAILED'}),
      },
      data: {account: '444455556666'},
    },
  ],
  silent: [
    {name: 'the same region and account', given: {service: service(), 'image-attempted': image()}},
    {
      name: 'the kept image after a rollback: it was not the attempted one',
      given: {
        service: service({source: {kind: 'image', image: ELSEWHERE, repositoryType: 'ECR'}}),
        'image-attempted': denied(),
        examination: examination(),
      },
    },
  ],
});
