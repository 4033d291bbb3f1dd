import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {fleetExitCode} from '../../src/fleet/exit-code.js';
import type {Fleet, FleetExitCode, FleetRow} from '../../src/fleet/model.js';
import {fleetText} from '../../src/views/fleet.js';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {CANARY, rolledBackIncident} from '../support/incident.js';
import {loadIncident, movedTo} from '../support/incidents.js';
import {beforeDeployment} from '../support/preflight-incident.js';
import {runCli} from '../support/run-cli.js';

/** Two healthy services, one that a known cause keeps from starting, one whose cause is open. */
function region(): Dataset {
  const [healthy] = loadIncident('healthy').dataset.services ?? [];
  const [failing] = loadIncident('missing-shared-library').dataset.services ?? [];
  const open = rolledBackIncident();
  const [undecided] = open.services ?? [];
  if (!healthy || !failing || !undecided) throw new Error('make region: an incident has no service');
  const services = [healthy, {...healthy, name: 'calm'}, {...failing, name: 'broken'}, {...undecided, name: 'unclear'}];
  const numbered = services.map((service, i) => ({...service, id: String(i).repeat(32)}));
  // With every permission, so that no role explains it.
  const roles = {...open.roles, run: {createdAt: '2026-01-01T00:00:00Z', trust: ['tasks.apprunner.amazonaws.com']}};
  return {...open, roles, now: '2026-02-13T09:00:00Z', services: numbered};
}

let aws: FakeAws;

beforeAll(async () => {
  aws = await startFakeAws(movedTo(region(), Date.now()), {latencyMs: 5});
});
afterAll(() => aws.close());

const run = (...args: string[]) => runCli(args, {env: aws.env});

describe('diagnose --all', () => {
  it('lists every service, the worst first, and exits as it would', async () => {
    const {stdout, stderr, code} = await run('diagnose', '--all', '--json');
    const fleet = JSON.parse(stdout) as Fleet;
    expect(fleet.services.map(({service}) => service).slice(0, 2)).toEqual(['broken', 'unclear']);
    expect(fleet.services.map(({exitCode}) => exitCode)).toEqual([1, 4, 0, 0]);
    expect(fleet.services[0]).toMatchObject({outcome: 'failing', cause: 'missing-shared-library', region: 'us-east-1'});
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).not.toContain(CANARY);
  });

  it('says the same as text', async () => {
    const {stdout, code} = await run('diagnose', '--all', '--regions', 'us-east-1,eu-west-1');
    expect(stdout).toContain('4 services: 1 with a problem, 1 inconclusive, 2 fine');
    expect(stdout).toMatch(/broken\s+│ failing/);
    expect(code).toBe(1);
  });

  it('says what is wrong with a service that runs', async () => {
    await using wanting = await startFakeAws(beforeDeployment({DATABASE_URL: 'postgresql://app:pw@10.0.3.4:5432/app'}));
    const args = ['diagnose', '--all', '--json', '--fail-on', 'warning'];
    const {stdout, code} = await runCli(args, {env: wanting.env});
    const [row] = (JSON.parse(stdout) as Fleet).services;
    expect({code, outcome: row?.outcome}).toEqual({code: 1, outcome: 'healthy'});
    expect(row?.text).toMatch(/^my-api is healthy: .*; but .+ \[private-database-default-egress\]/);
  });

  it('counts what was found under --exit-zero too', async () => {
    const {stdout, code} = await run('diagnose', '--all', '--exit-zero');
    expect(stdout).toContain('4 services: 1 with a problem, 1 inconclusive, 2 fine');
    expect(code).toBe(0);
  });

  it('never has more requests under way than connections', async () => {
    expect(Math.max(...aws.calls.map(({concurrency}) => concurrency))).toBeLessThanOrEqual(64);
  });

  it('lists a service that cannot be looked at as one', async () => {
    await using broken = await startFakeAws(movedTo(region(), Date.now()), {
      faults: [{operation: 'apprunner:DescribeService', kind: 'denied', times: 1}],
    });
    const {stdout} = await runCli(['diagnose', '--all', '--json'], {env: broken.env});
    const codes = (JSON.parse(stdout) as Fleet).services.map(({exitCode}) => exitCode);
    expect(codes.filter((code) => code === 3)).toHaveLength(1);
    expect(codes).toHaveLength(4);
  });

  it.each([
    [['my-api', '--all'], /contradict/],
    [['--all', '--format', 'html'], /not as html/],
    [['--all', '--regions', 'us-east-1,frankfurt'], /"frankfurt" is no region/],
    [['--regions', 'us-east-1'], /--all/],
    [['--all', '--bundle', 'x.json'], /--bundle/],
  ])('refuses %j', async (args, words) => {
    const {stderr, code} = await run('diagnose', ...args);
    expect(stderr).toMatch(words);
    expect(code).toBe(2);
  });

  it('ends with 3 where there is no service, or none can be listed', async () => {
    expect((await run('diagnose', '--all', '--region', 'eu-west-1')).code).toBe(3);
    await using denied = await startFakeAws(region(), {
      faults: [{operation: 'apprunner:ListServices', kind: 'denied'}],
    });
    const {stderr, code} = await runCli(['diagnose', '--all'], {env: denied.env});
    expect(stderr).toMatch(/cannot list the App Runner services of us-east-1/);
    expect(code).toBe(3);
  });
});

describe('validate --all', () => {
  it('judges every configuration', async () => {
    const {stdout, code} = await run('validate', '--all', '--json');
    const fleet = JSON.parse(stdout) as Fleet;
    expect(fleet.services).toHaveLength(4);
    expect(code).toBe(fleetExitCode(fleet, false));
  });
});

describe('the exit code', () => {
  const row = (exitCode: FleetExitCode): FleetRow => ({
    service: 's',
    region: 'r',
    arn: 'a',
    outcome: null,
    text: '',
    cause: null,
    exitCode,
  });
  const of = (codes: readonly FleetExitCode[], unread = 0): Fleet => ({
    schemaVersion: 1,
    command: 'diagnose',
    unreadRegions: Array.from({length: unread}, () => ({region: 'eu-west-1', why: 'denied', fix: ['ask']})),
    services: codes.map(row),
  });

  it.each([
    [[0, 3, 4, 1], 1],
    [[0, 3, 4], 4],
    [[0, 3], 3],
    [[0], 0],
  ] as const)('of %j is %d', (codes, code) => {
    expect(fleetExitCode(of(codes), false)).toBe(code);
  });

  it.each([
    [[0, 4, 1], 0],
    [[1, 3], 3],
  ] as const)('of %j is %d under --exit-zero', (codes, code) => {
    expect(fleetExitCode(of(codes), true)).toBe(code);
  });

  it('counts a region that could not be listed', () => {
    expect(fleetExitCode(of([0], 1), false)).toBe(3);
    expect(fleetExitCode(of([0], 1), true)).toBe(3);
    expect(fleetText(of([], 1), {})).toMatch(/^0 services\n/);
    expect(fleetText(of([0], 1), {})).toContain('eu-west-1: could not be read: denied · ask');
  });
});
