import {describe, expect, it} from 'vitest';
import {read, withProfile} from '../../src/engine/steps.js';
import {absent, type PartialFacts, pulledThen, REPOSITORY, service} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

const PORT = ['wrong-port', 'Port = "PORT"', 'run.network.port'] as const;
const COMMAND = ['bad-start-command', 'StartCommand = "/app/start.sh"', 'run.command'] as const;

function code(configurationSource: 'API' | 'REPOSITORY'): PartialFacts {
  return {service: service({source: {kind: 'code', configurationSource}})};
}

/** The jq expression of a cause's first step. */
function edit(cause: string, given: PartialFacts): string | undefined {
  return stepsFor(cause, given)[0]?.command?.match(/^jq '(.*)' source\.json/m)?.[1];
}

describe.each([PORT, COMMAND])('the change of the configuration that %s offers', (cause, assignment, inFile) => {
  it('deploys the attempted image: the service names the one that was kept', () => {
    expect(edit(cause, {events: pulledThen()})).toBe(
      `.ImageRepository.ImageConfiguration.${assignment} | .ImageRepository.ImageIdentifier = "${REPOSITORY}:v2"`,
    );
  });

  it('leaves the image as it is where the attempted one is unknown', () => {
    expect(edit(cause, {'image-attempted': absent()})).toBe(`.ImageRepository.ImageConfiguration.${assignment}`);
  });

  it('stays inside the repository of a service that is built from source', () => {
    expect(edit(cause, code('API'))).toBe(`.CodeRepository.CodeConfiguration.CodeConfigurationValues.${assignment}`);
  });

  it('is one of apprunner.yaml where App Runner reads that', () => {
    const [step] = stepsFor(cause, code('REPOSITORY'));
    expect(step?.text).toContain(`in apprunner.yaml (${inFile})`);
    expect(step?.command).toBeUndefined();
  });
});

it('takes a profile as it is written', () => {
  expect(withProfile(read('Look.', 'aws x y --region r'), '$&').command).toBe("aws x y --region r --profile '$&'");
});

describe('the profile of a command to copy', () => {
  it.each([
    ['aws x y --region eu-west-1 --name z', 'aws x y --region eu-west-1 --profile prod --name z'],
    ['nerava-diag logs my-api --region eu-west-1', 'nerava-diag logs my-api --region eu-west-1 --profile prod'],
    [
      'aws a b --region r1 > source.json\njq . source.json > new.json\naws a c --region r1 --x file://new.json',
      'aws a b --region r1 --profile prod > source.json\njq . source.json > new.json\naws a c --region r1 --profile prod --x file://new.json',
    ],
    ['aws a b --region r1 | docker login', 'aws a b --region r1 --profile prod | docker login'],
    [
      'aws a b --region r1 && aws c d --region r2',
      'aws a b --region r1 --profile prod && aws c d --region r2 --profile prod',
    ],
    [
      'aws iam attach-role-policy --role-name r --policy-arn a',
      'aws iam attach-role-policy --profile prod --role-name r --policy-arn a',
    ],
    ['aws iam get-role --role-name r | jq .', 'aws iam get-role --profile prod --role-name r | jq .'],
    ['docker build --platform linux/amd64 .', 'docker build --platform linux/amd64 .'],
    ['git revert HEAD', 'git revert HEAD'],
  ])('%s', (command, named) => {
    expect(withProfile(read('Look.', command), 'prod').command).toBe(named);
  });
});

it('offers no image of a service that App Runner builds from source', () => {
  const source = {kind: 'code' as const, configurationSource: 'API'};
  const steps = stepsFor('crash-on-import', {service: service({source}, {}, [])});
  expect(steps[0]?.text).toContain('same build command');
  expect(JSON.stringify(steps)).not.toContain('docker run');
});
