import {describe, expect, it} from 'vitest';
import {AWS_OPERATIONS} from '../../src/aws/operations.js';
import {readingPolicy} from '../../src/aws/policy.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {collect} from '../../src/evidence/collect.js';
import {useFakeEnvironment} from '../support/environment.js';
import {everyCall} from '../support/every-call.js';
import {startFakeAws} from '../support/fake-aws.js';

/** Calls of the fake's that are downloads by a URL that AWS gave, not operations. */
const DOWNLOADS = new Set(['layer:GET', 'registry:GET']);

describe('nothing writes', () => {
  it('no operation that can be called does', () => {
    for (const {operation} of AWS_OPERATIONS) {
      expect(operation).toMatch(/^(Get|List|Describe|BatchGet|Filter|Lookup|Simulate)[A-Z]/);
    }
  });

  it('the policy allows the actions of the list, no more, and none by a pattern', () => {
    const actions = readingPolicy({resolveSecrets: true}).Statement.flatMap(({Action}) => Action);
    expect([...actions].sort()).toEqual([...new Set(AWS_OPERATIONS.map(({iamAction}) => iamAction))].sort());
    expect(actions.join(' ')).not.toContain('*');
  });

  it('the calls of a whole look are those of the list, and every one of the list is called', async () => {
    await using fake = await startFakeAws(everyCall(), {
      // Without the URL of a layer the registry itself is asked: that takes the one operation left.
      faults: [{operation: 'ecr:GetDownloadUrlForLayer', kind: 'denied'}],
    });
    const restore = useFakeEnvironment(fake.env);
    try {
      await collect({
        service: 'my-api',
        contract: neravaContract,
        contractChosenBy: 'built-in',
        resolveSecrets: true,
      });
    } finally {
      restore();
    }
    const called = fake.operations().filter((operation) => !DOWNLOADS.has(operation));
    expect(called).toEqual(AWS_OPERATIONS.map(({id}) => id).sort());
  });
});
