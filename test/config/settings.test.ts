import {describe, expect, it} from 'vitest';
import {explainSettings, resolveSettings} from '../../src/config/settings.js';

const file = {
  path: '/work/nerava-diag.config.yaml',
  config: {service: 'from-file', region: 'eu-west-1', profile: 'file-profile', repository: 'api'},
};
const arn = 'arn:aws:apprunner:us-east-1:111122223333:service/my-api/0123456789abcdef0123456789abcdef';

describe('settings', () => {
  it('take the flag before the environment before the file', () => {
    const env = {NERAVA_DIAG_SERVICE: 'from-env', AWS_REGION: 'us-west-2', AWS_PROFILE: 'env-profile'};
    const flags = {service: 'from-flag', region: 'us-east-1', profile: 'flag-profile'};
    expect(resolveSettings({flags, env, file})).toMatchObject({
      service: {value: 'from-flag', origin: '--service'},
      region: {value: 'us-east-1', origin: '--region'},
      profile: {value: 'flag-profile', origin: '--profile'},
    });
    expect(resolveSettings({flags: {}, env, file})).toMatchObject({
      service: {value: 'from-env', origin: 'NERAVA_DIAG_SERVICE'},
      region: {value: 'us-west-2', origin: 'AWS_REGION'},
      profile: {value: 'env-profile', origin: 'AWS_PROFILE'},
    });
    expect(resolveSettings({flags: {}, env: {}, file})).toMatchObject({
      service: {value: 'from-file', origin: file.path},
      region: {value: 'eu-west-1', origin: file.path},
      profile: {value: 'file-profile', origin: file.path},
      repository: {value: 'api', origin: file.path},
    });
  });

  it("take the ARN's region before the environment's and the file's", () => {
    const settings = resolveSettings({argument: arn, flags: {}, env: {AWS_REGION: 'us-west-2'}, file});
    expect(settings.region).toEqual({value: 'us-east-1', origin: "the service's ARN"});
  });

  it('refuse a --region that contradicts the ARN', () => {
    expect(() => resolveSettings({argument: arn, flags: {region: 'eu-west-1'}, env: {}})).toThrow(
      expect.objectContaining({exitCode: 2}),
    );
  });

  it('refuse two different services, and take the same one twice', () => {
    expect(() => resolveSettings({argument: 'a', flags: {service: 'b'}, env: {}})).toThrow(/Two services/);
    expect(resolveSettings({argument: 'a', flags: {service: 'a'}, env: {}}).service?.value).toBe('a');
  });

  it('read an empty variable as none', () => {
    expect(resolveSettings({flags: {}, env: {AWS_REGION: '', AWS_DEFAULT_REGION: 'us-east-2'}}).region).toEqual({
      value: 'us-east-2',
      origin: 'AWS_DEFAULT_REGION',
    });
  });

  it('say where they came from', () => {
    expect(explainSettings(resolveSettings({argument: 'my-api', flags: {}, env: {AWS_REGION: 'us-east-1'}}))).toEqual([
      'service = my-api (from the argument)',
      'region = us-east-1 (from AWS_REGION)',
    ]);
  });
});
