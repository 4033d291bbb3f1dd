import {expect} from 'vitest';
import CompareImages from '../../src/commands/compare-images.js';
import Deployments from '../../src/commands/deployments.js';
import Doctor from '../../src/commands/doctor.js';
import Env from '../../src/commands/env.js';
import Logs from '../../src/commands/logs.js';
import Validate from '../../src/commands/validate.js';
import {everyCall} from '../support/every-call.js';
import {FAULT_CASES} from './faults.js';
import {describeMatrix} from './matrix.js';

/** Other calls bring the same. */
const MADE_UP_FOR = new Set([
  'ecr:GetDownloadUrlForLayer',
  'logs:DescribeLogStreams',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'layer:GET',
]);

const FIND = ['apprunner:DescribeService', 'apprunner:ListOperations', 'apprunner:ListServices'];

/** The answer without its per-run fingerprints and the fake server's own port. */
function plain(stdout: string): unknown {
  return JSON.parse(stdout.replace(/\b[0-9a-f]{10}\b|(?<=127\.0\.0\.1):\d+/g, ''));
}

describeMatrix('env', {
  command: Env,
  argv: ['my-api', '--json'],
  dataset: everyCall,
  operations: FIND,
  essence: plain,
  judge({code, stdout}, operation, _fault, clean) {
    if (code === 3) return;
    const {variables, explanation} = JSON.parse(stdout);
    expect(variables.length).toBe(JSON.parse(clean.stdout).variables.length);
    if (operation !== 'apprunner:ListOperations') return;
    if (explanation !== JSON.parse(clean.stdout).explanation) expect(explanation).toMatch(/is unknown/);
  },
});

describeMatrix('validate', {
  command: Validate,
  argv: ['my-api', '--json'],
  dataset: everyCall,
  operations: [
    ...FIND,
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
    'ecr:GetDownloadUrlForLayer',
    'layer:GET',
    'logs:FilterLogEvents',
    'logs:GetLogEvents',
    'secretsmanager:DescribeSecret',
    'ssm:DescribeParameters',
    'sts:GetCallerIdentity',
  ],
  essence: plain,
  judge({code, stdout}) {
    // What was not seen is not called good.
    if (code !== 3) expect(JSON.parse(stdout).outcome).toBe('unknown');
  },
});

describeMatrix('logs', {
  command: Logs,
  argv: ['my-api', '--deployment', 'latest', '--format', 'jsonl'],
  dataset: everyCall,
  operations: [...FIND, 'logs:DescribeLogStreams', 'logs:FilterLogEvents'],
  essence: (stdout) => stdout,
});

describeMatrix('logs --insights', {
  command: Logs,
  argv: ['my-api', '--deployment', 'latest', '--format', 'jsonl', '--insights'],
  dataset: everyCall,
  operations: [...FIND, 'logs:DescribeLogStreams', 'logs:GetQueryResults', 'logs:StartQuery'],
  essence: (stdout) => stdout,
});

describeMatrix('deployments', {
  command: Deployments,
  argv: ['my-api', '--json'],
  dataset: everyCall,
  operations: [
    ...FIND,
    'cloudtrail:LookupEvents',
    'logs:FilterLogEvents',
    'logs:GetLogEvents',
    'sts:GetCallerIdentity',
  ],
  essence: plain,
  judge({code, stdout}, operation, _fault, clean) {
    if (code === 3) return;
    const {operations, gaps} = JSON.parse(stdout);
    const before = JSON.parse(clean.stdout);
    if (JSON.stringify(operations) !== JSON.stringify(before.operations)) {
      expect(gaps.length, operation).toBeGreaterThan(before.gaps.length);
    }
  },
});

describeMatrix('compare-images', {
  command: CompareImages,
  argv: ['running', 'attempted', '-s', 'my-api', '--json'],
  dataset: everyCall,
  operations: [
    ...FIND,
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
    'ecr:GetDownloadUrlForLayer',
    'layer:GET',
    'logs:GetLogEvents',
  ],
  essence: plain,
  judge({code, stdout}, operation, _fault, clean) {
    if (stdout === '' || JSON.stringify(plain(stdout)) === JSON.stringify(plain(clean.stdout))) return;
    // A part that could not be read: named, and never called equal.
    expect(JSON.parse(stdout).problems, operation).not.toEqual([]);
    expect([0, 3, 4]).toContain(code);
  },
});

describeMatrix('doctor', {
  command: Doctor,
  argv: ['my-api', '--json'],
  dataset: everyCall,
  operations: [
    ...FIND,
    'apprunner:DescribeCustomDomains',
    'apprunner:DescribeVpcConnector',
    'cloudtrail:LookupEvents',
    'cloudwatch:GetMetricData',
    'ec2:DescribeRouteTables',
    'ec2:DescribeSubnets',
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
    'ecr:DescribeRepositories',
    'ecr:GetDownloadUrlForLayer',
    'iam:GetRole',
    'iam:SimulatePrincipalPolicy',
    'layer:GET',
    'logs:DescribeLogStreams',
    'logs:FilterLogEvents',
    'logs:GetLogEvents',
    'secretsmanager:DescribeSecret',
    'ssm:DescribeParameters',
    'sts:GetCallerIdentity',
  ],
  // It reads what diagnose reads: what is its own is to call a refusal a refusal.
  cases: FAULT_CASES.filter(({name}) => name === 'denied'),
  essence: plain,
  judge({code, stdout}, operation) {
    if (code === 3 || MADE_UP_FOR.has(operation)) return;
    expect(stdout).toMatch(/"status": "(denied|partial)"/);
    expect(code).toBe(1);
  },
});
