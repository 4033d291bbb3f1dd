import {describe, expect, it} from 'vitest';
import type {ChangeEvent, Operation} from '../../src/evidence/model.js';
import {deploymentRows} from '../../src/views/deployments.js';

const START = 1_768_910_000_000;
const UPDATE: Operation = {
  id: 'op-2',
  type: 'UPDATE_SERVICE',
  status: 'ROLLBACK_SUCCEEDED',
  startedAt: START,
  endedAt: START + 600_000,
};
const GOOD: Operation = {id: 'op-1', type: 'UPDATE_SERVICE', status: 'SUCCEEDED', startedAt: START - 86_400_000};

function imageOf(changes: readonly ChangeEvent[]): string | null | undefined {
  return deploymentRows([UPDATE, GOOD], [], changes, 'repo:v24')[0]?.image;
}

describe('the image of a deployment', () => {
  it('is what the call that began it named', () => {
    expect(imageOf([{name: 'UpdateService', at: START - 1000, image: 'repo:v32'}])).toBe('repo:v32');
  });

  it('is not what a call named that App Runner refused, nor one that began another deployment', () => {
    expect(
      imageOf([
        {name: 'UpdateService', at: START, image: 'repo:v33', errorCode: 'InvalidStateException'},
        {name: 'UpdateService', at: START, image: 'repo:v34', operationId: 'op-3'},
      ]),
    ).toBeNull();
  });

  it('is the configured one where the deployment is the last that came up', () => {
    expect(deploymentRows([UPDATE, GOOD], [], [], 'repo:v24').map(({image}) => image)).toEqual([null, 'repo:v24']);
  });
});
