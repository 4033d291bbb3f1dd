import {describe, expect, it} from 'vitest';
import {compareEnvironments} from '../../src/app/environment-comparison.js';
import {readBundle} from '../../src/evidence/bundle.js';
import {containerEnvFile, envFileText} from '../../src/views/env-file.js';
import type {Environment, EnvironmentVariable} from '../../src/views/environment.js';
import {environmentText} from '../../src/views/environment.js';

function environmentOf(variables: readonly EnvironmentVariable[]): Environment {
  return {
    schemaVersion: 1,
    service: 'my-api',
    arn: 'arn:aws:apprunner:us-east-1:111122223333:service/my-api/0123456789abcdef0123456789abcdef',
    account: '111122223333',
    region: 'us-east-1',
    identity: null,
    configuration: 'current',
    explanation: 'the configuration the service has now',
    variables,
    imageVariables: 'listed',
    missing: [],
    contract: {name: 'none', appliesBecause: null, programKnown: false},
    supposed: false,
    prediction: null,
  };
}

const variable = (name: string, source: EnvironmentVariable['source'], more: Partial<EnvironmentVariable> = {}) => ({
  name,
  source,
  length: 4,
  fingerprint: '0011223344',
  checks: [],
  ...more,
});

describe('an environment against another', () => {
  it("leaves the image's own ENV out: no file and no service lists it", () => {
    const environment = environmentOf([variable('MODE', 'plain'), variable('PATH', 'image')]);
    const comparison = compareEnvironments(environment, 'salt', {
      kind: 'env-file',
      name: 'a.env',
      values: {MODE: 'live'},
    });
    expect(comparison).toMatchObject({added: [], removed: [], changed: ['MODE']});
  });
});

describe('a secret whose value was resolved', () => {
  const reference = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf';
  const environment = environmentOf([variable('DB', 'secrets-manager', {reference, length: 16})]);

  it('is the same where the other side refers to the same one', async () => {
    const sample = await readBundle('fixtures/incidents/nerava-v24-v32/bundle.json');
    const {service} = sample.evidence;
    if (service.status !== 'collected') throw new Error('no service in the sample');
    const secret = {name: 'DB', kind: 'secrets-manager' as const, reference};
    const configuration = {...service.value.configuration, variables: [], secrets: [secret]};
    const bundle = {
      ...sample,
      evidence: {...sample.evidence, service: {...service, value: {...service.value, configuration}}},
    };
    expect(compareEnvironments(environment, sample.salt, {kind: 'bundle', name: 'b.json', bundle})).toMatchObject({
      changed: [],
      same: ['DB'],
    });
  });

  it('is named by its reference in an env file', () => {
    const lines = `# from secrets-manager: ${reference}\nDB=<secret>\n`;
    expect(envFileText(environment, new Map())).toContain(lines);
    expect(containerEnvFile(environment, '8080', new Map()).text).toContain(lines);
  });
});

describe('the table of variables', () => {
  it('shows the whole name of a parameter or secret: prod/key is not staging/key', () => {
    const unread = {length: null, fingerprint: null};
    const text = environmentText(
      environmentOf([
        variable('A', 'ssm', {...unread, reference: 'arn:aws:ssm:us-east-1:111122223333:parameter/prod/key'}),
        variable('B', 'ssm', {...unread, reference: '/staging/key'}),
        variable('C', 'ssm', {...unread, reference: 'arn:aws:ssm:us-east-1:111122223333:parameter/key'}),
        variable('D', 'secrets-manager', {
          ...unread,
          reference: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf:url::',
        }),
      ]),
      'nerava-diag validate my-api',
      {colour: false, hyperlinks: false, width: 120},
    );
    for (const name of ['/prod/key ', '/staging/key ', ' key ', 'prod/db-AbCdEf:url:: ']) {
      expect(text).toContain(`not read: ${name.trimStart()}`);
    }
  });
});
