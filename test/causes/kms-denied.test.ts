import {kmsDenied} from '../../src/causes/kms-denied.js';
import {testCause} from '../support/cause-tester.js';
import {events} from '../support/facts.js';

testCause(kmsDenied, {
  names: [
    {
      name: 'a disabled key',
      given: {
        events: events([5, '[AppRunner] Deployment failed. Failure reason: Failed to copy the image from ECR.']),
        keys: [{arn: 'arn:aws:kms:us-east-1:111122223333:key/1', state: 'Disabled', enabled: false}],
      },
      verdict: 'confirmed',
    },
    {
      name: 'a key of its own whose state nobody read',
      given: {
        events: events([5, '[AppRunner] Deployment failed. Failure reason: Failed to copy the image from ECR.']),
        keys: {status: 'skipped', why: 'the state of the KMS key is not read by this tool'},
      },
      verdict: 'unknown',
    },
  ],
  leaves: [
    {
      name: 'an enabled key',
      given: {
        events: events([5, '[AppRunner] Deployment failed. Failure reason: Failed to copy the image from ECR.']),
        keys: [{arn: 'arn:aws:kms:us-east-1:111122223333:key/1', state: 'Enabled', enabled: true}],
      },
    },
  ],
});
