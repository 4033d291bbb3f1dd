import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ACCOUNT, rolledBackIncident} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

const VALUE = 'json-CANARY-77ab3e';
const arn = (name: string, rest: string) => `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${name}-AbCdEf${rest}`;

/** References of every kind into two secrets. */
const REFERENCES = {
  WHOLE: arn('app/db', ''),
  PRESENT: arn('app/db', ':password::'),
  ABSENT: arn('app/db', ':url::'),
  PREVIOUS: arn('app/db', ':old:AWSPREVIOUS:'),
  NO_JSON: arn('app/plain', ':password::'),
  NO_TEXT: arn('app/db', ':nested::'),
};

function withReferences(): Dataset {
  const dataset = rolledBackIncident();
  const services = (dataset.services ?? []).map((service) => {
    const describe = JSON.parse(JSON.stringify(service.describe));
    describe.SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentSecrets = REFERENCES;
    return {...service, describe};
  });
  return {
    ...dataset,
    services,
    roles: {...dataset.roles, run: {createdAt: '2026-01-01T00:00:00Z', trust: ['tasks.apprunner.amazonaws.com']}},
    secrets: {
      'app/db': {
        value: JSON.stringify({password: VALUE, nested: {inner: VALUE}}),
        previous: JSON.stringify({old: `${VALUE}-old`}),
      },
      'app/plain': {value: VALUE},
    },
  };
}

let aws: FakeAws;
beforeAll(async () => {
  aws = await startFakeAws(withReferences());
});
afterAll(() => aws.close());

async function ask(args: readonly string[], at: FakeAws = aws) {
  const {stdout, stderr} = await runCli([...args, '--json'], {env: at.env});
  expect(stdout + stderr).not.toContain('CANARY');
  return JSON.parse(stdout);
}

interface Finding {
  readonly rule: string;
  readonly text: string;
  readonly at: readonly {readonly excerpt?: string}[];
}

describe('JSON keys of secrets', () => {
  it('are known to be missing once the secret was read, and only then', async () => {
    const report = await ask(['diagnose', 'my-api', '--resolve-secrets']);
    const found = (report.findings as Finding[]).filter(({rule}) => rule === 'secret-not-found');
    expect(found.map(({text}) => text).sort()).toEqual([
      'The secret behind ABSENT lacks the JSON key that is referenced',
      'The secret behind NO_JSON lacks the JSON key that is referenced',
    ]);
    expect(found.flatMap(({at}) => at.map(({excerpt}) => excerpt)).sort()).toEqual(
      [REFERENCES.ABSENT, REFERENCES.NO_JSON].sort(),
    );
    // What could not be used is a gap; what is missing is none.
    const gaps = JSON.stringify(report.gaps);
    expect(gaps).toContain('NO_TEXT');
    for (const name of ['ABSENT', 'NO_JSON', 'PREVIOUS', 'PRESENT', 'WHOLE']) expect(gaps).not.toContain(name);

    const unasked = await ask(['diagnose', 'my-api']);
    expect((unasked.findings as Finding[]).filter(({rule}) => rule === 'secret-not-found')).toEqual([]);
  });

  it('are named as the cause, with a command that takes the secret’s own ARN', async () => {
    const report = await ask(['diagnose', 'my-api', '--resolve-secrets']);
    const cause = report.causes.find(({cause: id}: {cause: string}) => id === 'secret-missing');
    expect(cause).toMatchObject({verdict: 'confirmed'});
    const commands = cause.next.flatMap(({command}: {command?: string}) => command ?? []);
    expect(commands).toContain(
      `aws secretsmanager describe-secret --region us-east-1 --secret-id ${arn('app/db', '')}`,
    );
  });

  it('stop a deployment in preflight', async () => {
    const checks = (args: readonly string[]) =>
      ask(['preflight', 'v32', 'my-api', ...args]).then((answer) => answer.checks);
    const status = (found: {id: string; status: string}[]) => found.find(({id}) => id === 'secrets')?.status;
    expect(status(await checks([]))).toBe('pass');
    expect(status(await checks(['--resolve-secrets']))).toBe('fail');
  });

  it('are known without secretsmanager:DescribeSecret too', async () => {
    await using closed = await startFakeAws({...withReferences(), denied: ['secretsmanager:DescribeSecret']});
    const report = await ask(['diagnose', 'my-api', '--resolve-secrets'], closed);
    const found = (report.findings as Finding[]).filter(({rule}) => rule === 'secret-not-found');
    expect(found).toHaveLength(2);
  });
});
