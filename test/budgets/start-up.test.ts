import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../support/incident.js';
import {buildMetafile, loadedBy} from '../support/loaded-modules.js';

// What is loaded decides how fast a command starts, and unlike a time it is the same on every machine.

let aws: FakeAws;
beforeAll(async () => {
  aws = await startFakeAws(rolledBackIncident());
});
afterAll(() => aws.close());

const clients = (packages: ReadonlySet<string>) => [...packages].filter((name) => name.startsWith('@aws-sdk/client-'));
const ofAws = (packages: ReadonlySet<string>) => [...packages].filter((name) => /^@(aws-sdk|smithy)\//.test(name));

describe('what is loaded', () => {
  it.each([['--version'], ['-V']])('by %s: one file', async (flag) => {
    const {files, bytes, packages} = await loadedBy([flag]);
    expect(files).toEqual(['dist/main.cjs']);
    expect(bytes).toBeLessThan(2_000);
    expect([...packages]).toEqual([]);
  });

  it.each([[['--help']], [['help', 'diagnose']], [['env', '-h']], [[]]])('by %j: two files', async (args) => {
    const {files, bytes, packages} = await loadedBy(args);
    expect(files).toHaveLength(2);
    expect(bytes).toBeLessThan(5_000);
    expect([...packages]).toEqual([]);
  });

  it('by explain: nothing of AWS, no table, no YAML', async () => {
    const {code, files, bytes, packages} = await loadedBy(['explain', 'missing-env']);
    expect(code).toBe(0);
    expect(ofAws(packages)).toEqual([]);
    expect([...packages].filter((name) => ['yaml', 'cli-table3', 'fzstd'].includes(name))).toEqual([]);
    expect(files.length).toBeLessThanOrEqual(20);
    expect(bytes).toBeLessThan(360_000);
  });

  it('by a report from a bundle: nothing of AWS', async () => {
    const bundle = 'fixtures/incidents/nerava-v24-v32/bundle.json';
    const {code, packages} = await loadedBy(['diagnose', '--bundle', bundle]);
    expect(code).toBe(1);
    expect(ofAws(packages)).toEqual([]);
  });

  it('by env: one client', async () => {
    const {code, files, bytes, packages} = await loadedBy(['env', ARN], aws.env);
    expect(code).toBe(0);
    expect(clients(packages)).toEqual(['@aws-sdk/client-apprunner']);
    expect([...packages].filter((name) => ['yaml', 'fzstd'].includes(name))).toEqual([]);
    // Every further command may split a chunk that it shares.
    expect(files.length).toBeLessThanOrEqual(62);
    expect(bytes).toBeLessThan(940_000);
  });

  it('by diagnose: no client for what is not there', async () => {
    const {packages} = await loadedBy(['diagnose', ARN], aws.env);
    // No parameter of SSM and no VPC connector in this service.
    expect(clients(packages)).not.toContain('@aws-sdk/client-ssm');
    expect(clients(packages)).not.toContain('@aws-sdk/client-ec2');
  });
});

describe('the bundle', () => {
  it('stays within its bytes', async () => {
    const {outputs} = await buildMetafile();
    const code = Object.entries(outputs).filter(([path]) => path.endsWith('.cjs'));
    expect(code.reduce((sum, [, {bytes}]) => sum + bytes, 0)).toBeLessThan(2_400_000);
  });

  it('holds no compiler', async () => {
    const {outputs} = await buildMetafile();
    const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
    expect(inputs.filter((path) => /node_modules\/(typescript|esbuild)\//.test(path))).toEqual([]);
  });
});
