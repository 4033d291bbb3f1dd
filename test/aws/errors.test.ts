import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterEach, describe, expect, it} from 'vitest';
import {describeService, listServices} from '../../src/aws/app-runner.js';
import {type Aws, type AwsOptions, openAws} from '../../src/aws/clients.js';
import {AwsError, type AwsFailure, explainAwsError, scrub, toDiagError} from '../../src/aws/errors.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type FakeAws, type FaultKind, startFakeAws} from '../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../support/incident.js';

let fake: FakeAws | undefined;
let restore: (() => void) | undefined;
let aws: Aws | undefined;

afterEach(async () => {
  aws?.close();
  aws = undefined;
  restore?.();
  restore = undefined;
  await fake?.close();
  fake = undefined;
});

async function failureWith(
  env: {readonly [name: string]: string},
  options: AwsOptions = {},
  call: (aws: Aws) => Promise<unknown> = (a) => describeService(a, ARN),
): Promise<AwsFailure> {
  restore = useFakeEnvironment(env);
  aws = openAws(options);
  const error = await call(aws).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(AwsError);
  return (error as AwsError).failure;
}

async function failureOf(kind: FaultKind, options: AwsOptions = {}): Promise<AwsFailure> {
  fake = await startFakeAws(rolledBackIncident(), {faults: [{operation: 'apprunner:DescribeService', kind}]});
  return failureWith(fake.env, options);
}

function profileFiles(config: string, credentials = ''): {[name: string]: string} {
  const dir = mkdtempSync(join(tmpdir(), 'aws-profile-'));
  writeFileSync(join(dir, 'config'), config);
  writeFileSync(join(dir, 'credentials'), credentials);
  return {
    HOME: dir,
    AWS_CONFIG_FILE: join(dir, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(dir, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_REGION: 'us-east-1',
  };
}

describe('a failed call is told apart from others', () => {
  it.each<[FaultKind, Partial<AwsFailure>]>([
    ['denied', {kind: 'denied', status: 'denied', action: 'apprunner:DescribeService'}],
    ['expired-token', {kind: 'token-expired', status: 'error'}],
    ['invalid-token', {kind: 'token-invalid', status: 'error'}],
    ['throttle', {kind: 'throttled', status: 'error'}],
    ['error-500', {kind: 'service', status: 'error'}],
    ['error-503', {kind: 'service', status: 'error'}],
    ['reset', {kind: 'network', status: 'error'}],
    ['not-json', {kind: 'not-json', status: 'error'}],
    ['cut-body', {kind: 'network', status: 'error', why: expect.stringMatching(/^the connection to .* broke off$/)}],
  ])('%s', async (kind, expected) => {
    expect(await failureOf(kind)).toMatchObject(expected);
  });

  it('a call that is never answered, at its deadline', async () => {
    const failure = await failureOf('never', {callTimeoutMs: 300});
    expect(failure).toMatchObject({kind: 'timeout', status: 'timeout'});
    expect(failure.why).toContain('127.0.0.1');
  });

  it('a run whose time is over from one that was interrupted', async () => {
    fake = await startFakeAws(rolledBackIncident(), {faults: [{operation: '*', kind: 'never'}]});
    const over = await failureWith(fake.env, {signal: AbortSignal.timeout(100)});
    expect(over).toMatchObject({kind: 'timeout', fix: expect.stringContaining('--timeout')});
    restore?.();
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 50);
    expect(await failureWith(fake.env, {signal: interrupt.signal})).toMatchObject({kind: 'cancelled'});
  });

  it('a service that does not exist', async () => {
    fake = await startFakeAws(rolledBackIncident());
    const missing = ARN.replace('/0123', '/9999');
    expect(await failureWith(fake.env, {}, (a) => describeService(a, missing))).toMatchObject({kind: 'not-found'});
  });

  it('an empty answer from an empty list', async () => {
    fake = await startFakeAws(rolledBackIncident(), {faults: [{operation: 'apprunner:ListServices', kind: 'empty'}]});
    expect(await failureWith(fake.env, {}, (a) => listServices(a))).toMatchObject({kind: 'not-json'});
  });

  it('a refused connection, by its address', async () => {
    const failure = await failureWith({
      ...profileFiles(''),
      AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake-secret-access-key',
      AWS_MAX_ATTEMPTS: '1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    expect(failure).toMatchObject({kind: 'network', why: '127.0.0.1:1 refuses the connection'});
  });

  it('a name that does not resolve, by the name', async () => {
    const failure = await failureWith({
      ...profileFiles(''),
      AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake-secret-access-key',
      AWS_MAX_ATTEMPTS: '1',
      AWS_ENDPOINT_URL: 'http://nowhere.invalid:1',
    });
    expect(failure).toMatchObject({kind: 'network', why: expect.stringContaining('nowhere.invalid')});
    expect(failure.fix).toMatch(/^check AWS_ENDPOINT_URL/);
    const error = Object.assign(new Error('getaddrinfo'), {
      code: 'ENOTFOUND',
      hostname: 'apprunner.us-eats-1.amazonaws.com',
    });
    const operation = 'apprunner:DescribeService';
    expect(explainAwsError(error, {operation, action: operation, region: 'us-eats-1'}).fix).toMatch(
      /the region's name: us-eats-1$/,
    );
  });

  it.each([
    [{AWS_ENDPOINT_URL: 'garbage'}, 'the address of the AWS endpoint is no URL', /AWS_ENDPOINT_URL/],
    [{AWS_REGION: 'us east'}, '"us east" is no name of an AWS region', /--region us-east-1/],
  ])('an address that is none: %j', async (env, why, fix) => {
    const keys = {AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE', AWS_SECRET_ACCESS_KEY: 'fake-secret-access-key'};
    const failure = await failureWith({...profileFiles(''), ...keys, ...env});
    expect(failure).toMatchObject({kind: 'invalid-request', why, fix: expect.stringMatching(fix)});
  });
});

describe('credentials that cannot be had', () => {
  it('none at all', async () => {
    expect(await failureWith(profileFiles(''))).toMatchObject({kind: 'no-credentials'});
  });

  it('a profile that does not exist', async () => {
    expect(await failureWith(profileFiles('[profile other]\nregion = us-east-1\n'), {profile: 'ops'})).toMatchObject({
      kind: 'profile-unknown',
      why: 'there is no profile ops (there is other)',
      fix: 'aws configure list-profiles',
    });
  });

  it('a profile that does not exist, where no region is named either', async () => {
    const {AWS_REGION: _, ...env} = profileFiles('');
    expect(await failureWith(env, {profile: 'ops'})).toMatchObject({kind: 'profile-unknown'});
  });

  it('no region, in a profile that does exist', async () => {
    const {AWS_REGION: _, ...env} = profileFiles('[profile ops]\n');
    expect(await failureWith(env, {profile: 'ops'})).toMatchObject({kind: 'region-missing'});
  });

  it('an SSO session that was never begun, with the command that begins it', async () => {
    const config = `[profile ops]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = reader
region = us-east-1
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.example.com/start
`;
    expect(await failureWith(profileFiles(config), {profile: 'ops'})).toMatchObject({
      kind: 'sso-expired',
      fix: 'aws sso login --profile ops',
    });
  });

  it('a profile whose own process fails', async () => {
    const files = profileFiles('[profile ops]\ncredential_process = /bin/false\n');
    expect(await failureWith(files, {profile: 'ops'})).toMatchObject({
      kind: 'credentials-failed',
      why: expect.stringContaining('credential_process'),
    });
  });

  it('no region', async () => {
    const {AWS_REGION: _, ...files} = profileFiles('');
    const env = {...files, AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE', AWS_SECRET_ACCESS_KEY: 'fake-secret-access-key'};
    expect(await failureWith(env)).toMatchObject({kind: 'region-missing', fix: expect.stringContaining('--region')});
  });
});

describe('the region', () => {
  it('of AWS_DEFAULT_REGION counts, as for the aws CLI', async () => {
    restore = useFakeEnvironment({AWS_DEFAULT_REGION: 'eu-west-1'});
    aws = openAws();
    expect(await aws.region()).toBe('eu-west-1');
  });

  it('that was asked for wins over the environment', async () => {
    restore = useFakeEnvironment({AWS_REGION: 'eu-west-1'});
    aws = openAws({region: 'us-east-1'});
    expect(await aws.region()).toBe('us-east-1');
  });
});

describe('what is printed of an error', () => {
  it('is one message with the command that mends it', () => {
    const error = new AwsError({
      kind: 'sso-expired',
      status: 'error',
      operation: 'apprunner:DescribeService',
      action: 'apprunner:DescribeService',
      why: 'the SSO session has expired or was never begun',
      fix: 'aws sso login --profile ops',
    });
    expect(toDiagError(error, 'cannot read the service my-api')).toMatchObject({
      message: 'cannot read the service my-api: the SSO session has expired or was never begun',
      code: 'AWS_SSO_EXPIRED',
      exitCode: 3,
      suggestions: ['aws sso login --profile ops'],
    });
  });

  it('holds no key, no signed URL and no control character', () => {
    const dirty =
      'GET https://bucket.example.com/layer?X-Amz-Signature=CANARY&X-Amz-Credential=AKIAABCDEFGHIJKLMNOP failed\u001b[2J for AKIAABCDEFGHIJKLMNOP';
    const clean = scrub(dirty);
    expect(clean).not.toMatch(/CANARY|ABCDEFGHIJKLMNOP|\p{Cc}/u);
    expect(clean).toContain('https://bucket.example.com/layer');
  });

  it('holds no secret that AWS quotes from what the user sent, nor half of one at its end', () => {
    const quoted = "Value 'postgresql://app:hunter2x@db.example.com/app' with --api-key canary-77 is invalid";
    expect(scrub(quoted)).not.toMatch(/hunter2x|canary-77/);
    const long = `${'word '.repeat(78)}CANARY-value-that-is-cut`;
    expect(scrub(long)).toMatch(/word …$/);
  });

  it('is found for whatever is thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        const failure = explainAwsError(thrown, {
          operation: 'apprunner:DescribeService',
          action: 'apprunner:DescribeService',
        });
        expect(typeof failure.why).toBe('string');
        expect(failure.why.length).toBeLessThan(600);
      }),
    );
  });

  it('names the action that AWS names, not the one that was called', () => {
    const error = Object.assign(
      new Error(
        'User: arn:aws:iam::111122223333:user/x is not authorized to perform: kms:Decrypt on resource: y with an explicit deny in a service control policy',
      ),
      {name: 'AccessDeniedException', $fault: 'client', $metadata: {httpStatusCode: 400}},
    );
    expect(explainAwsError(error, {operation: 'ecr:BatchGetImage', action: 'ecr:BatchGetImage'})).toMatchObject({
      status: 'denied',
      action: 'kms:Decrypt',
      why: expect.stringContaining('service control policy'),
    });
  });
});
