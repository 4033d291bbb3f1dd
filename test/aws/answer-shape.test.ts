import {describe, expect, it} from 'vitest';
import Env from '../../src/commands/env.js';
import {everyCall} from '../support/every-call.js';
import {startFakeAws} from '../support/fake-aws.js';
import {runCommand} from '../support/run-command.js';

/** `env`, after what the function makes of the service that AWS describes. */
async function envAfter(change: (service: Record<string, unknown>) => void) {
  await using fake = await startFakeAws(everyCall(), {
    distort(operation, output) {
      if (operation !== 'apprunner:DescribeService') return output;
      const copy = structuredClone(output) as {Service: Record<string, unknown>};
      change(copy.Service);
      return copy;
    },
  });
  return await runCommand(Env, ['my-api', '--json'], fake.env);
}

const variablesOf = (service: Record<string, unknown>) => {
  const source = service['SourceConfiguration'] as {
    ImageRepository: {ImageConfiguration: {RuntimeEnvironmentVariables: Record<string, unknown>}};
  };
  return source.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables;
};

describe('the shape of an answer', () => {
  it('a member that is null is one that is not there; one that nobody knows does no harm', async () => {
    const usual = await envAfter(() => {});
    const {code, stdout} = await envAfter((service) => {
      Object.assign(service, {EncryptionConfiguration: null, Novelty: [1], ServiceUrl: null});
    });
    expect({code, names: namesOf(stdout)}).toEqual({code: 0, names: namesOf(usual.stdout)});
  });

  it.each([
    [
      'a list for a text',
      (s: Record<string, unknown>) => Object.assign(s, {Status: ['RUNNING']}),
      'Status is not text',
    ],
    [
      'a text for a structure',
      (s: Record<string, unknown>) => Object.assign(s, {SourceConfiguration: 'none'}),
      'SourceConfiguration is not a structure',
    ],
    [
      'a structure for a value',
      (s: Record<string, unknown>) => Object.assign(variablesOf(s), {KEY: {of: 'hidden-1'}}),
      'RuntimeEnvironmentVariables.… is not text',
    ],
  ])('%s: could not look, its place, and no word of what stood there', async (_, change, place) => {
    const {code, stdout, stderr} = await envAfter(change);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Error: cannot read the service my-api: the answer of \S+ is not what AWS sends/);
    expect(stderr).toContain(place);
    expect(stderr).not.toContain('hidden-1');
    expect(stderr).not.toContain('KEY');
  });
});

function namesOf(stdout: string): string[] {
  return JSON.parse(stdout).variables.map(({name}: {name: string}) => name);
}
