import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {AWS_OPERATIONS, type AwsOperation} from '../../src/aws/operations.js';
import {readingPolicy} from '../../src/aws/policy.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {collect} from '../../src/evidence/collect.js';
import {useFakeEnvironment} from '../support/environment.js';
import {everyCall} from '../support/every-call.js';
import {knownOperations, startFakeAws} from '../support/fake-aws.js';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** Calls of the fake's that are downloads by a URL that AWS gave, not operations. */
const DOWNLOADS = new Set(['layer:GET', 'registry:GET']);

/** Built program: calls of the SDK's own, by which it gets the credentials that a profile names. They change nothing. */
const FOR_CREDENTIALS = [
  'AssumeRole',
  'AssumeRoleWithWebIdentity',
  'CreateOAuth2Token',
  'CreateOAuth2TokenWithIAM',
  'CreateToken',
  'GetRoleCredentials',
];

describe('nothing writes', () => {
  it('no operation that can be called does', () => {
    // A query of logs changes nothing that stays: docs/adr/0005-never-write.md.
    const queries = new Set(['StartQuery', 'StopQuery']);
    for (const {operation} of AWS_OPERATIONS.filter((entry) => !queries.has(entry.operation))) {
      expect(operation).toMatch(/^(Get|List|Describe|BatchGet|Filter|Lookup|Simulate)[A-Z]/);
    }
  });

  it('the policy allows the actions of the list, no more, and none by a pattern', () => {
    const actions = readingPolicy({resolveSecrets: true, insights: true}).Statement.flatMap(({Action}) => Action);
    expect([...actions].sort()).toEqual([...new Set(AWS_OPERATIONS.map(({iamAction}) => iamAction))].sort());
    expect(actions.join(' ')).not.toContain('*');
  });

  it('the tests prove it: the server that they all call knows the operations of the list, and no other', () => {
    expect(knownOperations().sort()).toEqual(AWS_OPERATIONS.map(({id}) => id).sort());
  });

  it('the built program holds the operations of the list, those that get credentials, and no other', () => {
    const files = readdirSync(DIST, {recursive: true, encoding: 'utf8'}).filter((name) => name.endsWith('.cjs'));
    const held = files.flatMap((name) =>
      [...readFileSync(join(DIST, name), 'utf8').matchAll(/extends command\d*\([^,]+,[^,]+,"(\w+)"/g)].map(
        ([, operation]) => operation,
      ),
    );
    const listed: string[] = AWS_OPERATIONS.map(({operation}) => operation);
    expect([...new Set(held)].sort()).toEqual([...listed, ...FOR_CREDENTIALS].sort());
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
    const operations: readonly AwsOperation[] = AWS_OPERATIONS;
    // What `logs --insights` calls is the test of that command's to see.
    const collecting = operations.filter(({onlyWith}) => onlyWith !== '--insights');
    expect(called).toEqual(collecting.map(({service, operation}) => `${service}:${operation}`).sort());
  });
});
