import nock from 'nock';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {describeService} from '../../src/aws/app-runner.js';
import {type Aws, openAws} from '../../src/aws/clients.js';
import {AwsError} from '../../src/aws/errors.js';
import {useFakeEnvironment} from '../support/environment.js';
import {ARN} from '../support/incident.js';

/**
 * One exchange at a time with the real endpoint's name, which the fake server on loopback cannot show: host, protocol,
 * target and signature of the request, and the words AWS really uses in an answer.
 */
const HOST = 'https://apprunner.us-east-1.amazonaws.com';

let aws: Aws;
let restore: () => void;

beforeEach(() => {
  nock.disableNetConnect();
  restore = useFakeEnvironment({
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-real-secret-access-key',
    AWS_REGION: 'eu-west-1',
    AWS_MAX_ATTEMPTS: '1',
  });
  aws = openAws({region: 'us-east-1'});
});

afterEach(() => {
  aws.close();
  restore();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('one exchange with App Runner', () => {
  it('asks the endpoint of the region that was given, signed, by JSON and target', async () => {
    const scope = nock(HOST, {
      reqheaders: {
        'x-amz-target': 'AppRunner.DescribeService',
        'content-type': 'application/x-amz-json-1.0',
        authorization: /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/us-east-1\/apprunner\/aws4_request/,
      },
    })
      .post('/', {ServiceArn: ARN})
      .reply(
        200,
        {Service: {ServiceName: 'my-api', Status: 'RUNNING'}},
        {'content-type': 'application/x-amz-json-1.0'},
      );

    expect((await describeService(aws, ARN))?.ServiceName).toBe('my-api');
    scope.done();
  });

  it('names the IAM action when AWS refuses, and nothing secret', async () => {
    nock(HOST)
      .post('/')
      .reply(
        400,
        {
          __type: 'com.amazon.coral.service#AccessDeniedException',
          Message: `User: arn:aws:sts::111122223333:assumed-role/OnCall/me is not authorized to perform: apprunner:DescribeService on resource: ${ARN}`,
        },
        {'content-type': 'application/x-amz-json-1.0'},
      );

    const error = await describeService(aws, ARN).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AwsError);
    const {failure} = error as AwsError;
    expect(failure).toMatchObject({status: 'denied', action: 'apprunner:DescribeService'});
    expect(JSON.stringify(failure)).not.toContain('not-a-real-secret-access-key');
  });

  it('tells a cut connection from a refusal', async () => {
    nock(HOST)
      .post('/')
      .replyWithError(Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET'}));
    const error = await describeService(aws, ARN).catch((caught: unknown) => caught);
    expect((error as AwsError).failure.status).toBe('error');
  });
});
