import {afterEach, describe, expect, it} from 'vitest';
import {neravaContract} from '../../../src/contract/nerava.js';
import {collect} from '../../../src/evidence/collect.js';
import {defaultRoute} from '../../../src/evidence/collectors/network.js';
import {memberOf} from '../../../src/evidence/collectors/resolve-secrets.js';
import {readTrust} from '../../../src/evidence/collectors/roles.js';
import {isAlike} from '../../../src/evidence/collectors/sibling-repositories.js';
import {parameterName, secretId, secretKey, secretVersion} from '../../../src/evidence/secret-reference.js';
import {useFakeEnvironment} from '../../support/environment.js';
import {type FakeAws, startFakeAws} from '../../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../../support/incident.js';

let fake: FakeAws | undefined;
let restore: (() => void) | undefined;

afterEach(async () => {
  restore?.();
  await fake?.close();
});

describe('optional evidence of the incident', () => {
  it('holds roles with their trust, the newer push elsewhere, and memory in the window', async () => {
    fake = await startFakeAws(rolledBackIncident());
    restore = useFakeEnvironment(fake.env);
    const {evidence} = await collect({
      service: ARN,
      contract: neravaContract,
      contractChosenBy: 'built-in',
      now: () => Date.parse('2026-02-13T09:00:00Z'),
    });
    expect(evidence.roles).toMatchObject({
      value: {
        access: {
          exists: true,
          trustedServices: ['build.apprunner.amazonaws.com'],
          allowed: {'ecr:BatchGetImage': true},
        },
        instance: {exists: true, allowed: {'secretsmanager:GetSecretValue': false}},
      },
    });
    expect(evidence.secrets).toMatchObject({value: [{variable: 'API_KEY', status: 'exists'}]});
    expect(evidence['sibling-repositories']).toMatchObject({value: [{repository: 'team/my-api', newestTag: 'v33'}]});
    expect(evidence.metrics).toMatchObject({value: {memory: [{average: 97, maximum: 97}]}});
  });

  it('says that a role, a secret and a connector do not exist: facts', async () => {
    const dataset = rolledBackIncident();
    const services = (dataset.services ?? []).map((s) => ({
      ...s,
      describe: {
        ...s.describe,
        NetworkConfiguration: {
          EgressConfiguration: {
            EgressType: 'VPC',
            VpcConnectorArn: 'arn:aws:apprunner:us-east-1:111122223333:vpcconnector/gone/1/0002',
          },
        },
      },
    }));
    fake = await startFakeAws({...dataset, services, roles: {}, secrets: {}});
    restore = useFakeEnvironment(fake.env);
    const {evidence} = await collect({service: ARN, contract: neravaContract, contractChosenBy: 'built-in'});
    expect(evidence.roles).toMatchObject({value: {access: {exists: false}, instance: {exists: false}}});
    expect(evidence.secrets).toMatchObject({value: [{status: 'missing'}]});
    expect(evidence.network).toMatchObject({value: {connector: {exists: false}}});
  });
});

describe('where 0.0.0.0/0 goes', () => {
  const route = (target: object) => [
    {VpcId: 'vpc-1', Associations: [{SubnetId: 'a'}], Routes: [{DestinationCidrBlock: '0.0.0.0/0', ...target}]},
    {VpcId: 'vpc-1', Associations: [{Main: true}], Routes: [{DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local'}]},
  ];
  it.each([
    ['a', {NatGatewayId: 'nat-1'}, 'nat'],
    ['a', {GatewayId: 'igw-1'}, 'internet-gateway'],
    ['a', {TransitGatewayId: 'tgw-1'}, 'other'],
    ['a', {NatGatewayId: 'nat-1', State: 'blackhole' as const}, 'none'],
    ['b', {NatGatewayId: 'nat-1'}, 'none'],
  ])('subnet %s by %j: %s', (subnet, target, expected) => {
    expect(defaultRoute(subnet, 'vpc-1', route(target))).toBe(expected);
  });

  it('is not known without any table', () => {
    expect(defaultRoute('a', 'vpc-1', [])).toBeUndefined();
  });
});

describe('small readings', () => {
  it('trust policies: only what an Allow lets assume', () => {
    const policy = {
      Statement: [
        {Effect: 'Allow', Action: 'sts:AssumeRole', Principal: {Service: ['tasks.apprunner.amazonaws.com']}},
        {Effect: 'Deny', Action: 'sts:AssumeRole', Principal: {Service: 'build.apprunner.amazonaws.com'}},
        {Effect: 'Allow', Action: 'sts:TagSession', Principal: {Service: 'ecs.amazonaws.com'}},
      ],
    };
    expect(readTrust(JSON.stringify(policy))).toEqual(['tasks.apprunner.amazonaws.com']);
    expect(readTrust('not json')).toBeUndefined();
  });

  it('references of secrets', () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:app/db-AbCdEf';
    expect(secretId(`${arn}:url::`)).toBe(arn);
    expect(secretKey(`${arn}:url::`)).toBe('url');
    expect(secretKey(arn)).toBeUndefined();
    expect(parameterName('arn:aws:ssm:us-east-1:111122223333:parameter/app/key')).toBe('/app/key');
    expect(parameterName('arn:aws:ssm:us-east-1:111122223333:parameter/key')).toBe('key');
    expect(secretVersion(arn)).toEqual({});
    expect(secretVersion(`${arn}:url:AWSPREVIOUS:`)).toEqual({stage: 'AWSPREVIOUS'});
    expect(secretVersion(`${arn}:::0a1b`)).toEqual({id: '0a1b'});
    expect(memberOf('{"url":"x","n":1}', 'url')).toEqual({status: 'found', text: 'x'});
    expect(memberOf('{"n":1}', 'n')).toEqual({status: 'found', text: '1'});
    expect(memberOf('{"n":1}', 'url')).toEqual({status: 'missing', why: 'the secret\'s JSON has no key "url"'});
    expect(memberOf('{}', 'toString')).toMatchObject({status: 'missing'});
    expect(memberOf('plain', 'url')).toEqual({status: 'missing', why: 'the secret is no JSON, so it has no key "url"'});
    expect(memberOf('{"url":null}', 'url')).toMatchObject({status: 'unusable'});
    expect(memberOf('plain', undefined)).toEqual({status: 'found', text: 'plain'});
  });

  it('names of repositories', () => {
    expect(isAlike('acme/backend', 'acme-backend')).toBe(true);
    expect(isAlike('team/my-api', 'my-api')).toBe(true);
    expect(isAlike('frontend', 'my-api')).toBe(false);
    expect(isAlike('api', 'my-api-v2')).toBe(false);
  });
});
