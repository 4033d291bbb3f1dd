import {describe, expect, it} from 'vitest';
import {AWS_OPERATIONS} from '../../src/aws/operations.js';
import {readingPolicy} from '../../src/aws/policy.js';

const actions = (policy: ReturnType<typeof readingPolicy>) => policy.Statement.flatMap(({Action}) => Action);

describe('readingPolicy', () => {
  it('grants every operation of the list but those that read values of secrets', () => {
    const granted = actions(readingPolicy());
    expect(granted).toContain('apprunner:DescribeService');
    expect(granted).not.toContain('secretsmanager:GetSecretValue');
    expect(granted).not.toContain('ssm:GetParameter');
    expect(granted).not.toContain('logs:StartQuery');
    expect(granted.length).toBeGreaterThan(15);
  });

  it('grants the whole list when secrets are to be resolved and logs to be queried', () => {
    const all = new Set(AWS_OPERATIONS.map(({iamAction}) => iamAction));
    expect([...actions(readingPolicy({resolveSecrets: true, insights: true}))].sort()).toEqual([...all].sort());
  });
});
