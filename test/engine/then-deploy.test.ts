import {expect, it} from 'vitest';
import {thenDeploy} from '../../src/engine/steps.js';
import {facts, image, REPOSITORY, service} from '../support/facts.js';

const given = (running: string) =>
  facts({
    service: service({source: {kind: 'image', image: `${REPOSITORY}:${running}`, repositoryType: 'ECR'}}),
    'image-attempted': image({tag: 'v2', reference: `${REPOSITORY}:v2`}),
  });

it('says what to deploy after a change of anything else, where the service runs another image', () => {
  expect(thenDeploy(given('v1'))).toBe(
    `, then deploy ${REPOSITORY}:v2 again (since the rollback the service runs ${REPOSITORY}:v1)`,
  );
  expect(thenDeploy(given('v2'))).toBe('');
});
