import {expect} from 'vitest';
import CompareImages from '../../src/commands/compare-images.js';
import Diagnose from '../../src/commands/diagnose.js';
import type {Report} from '../../src/report/model.js';
import {everyCall} from '../support/every-call.js';
import type {Dataset} from '../support/fake-aws.js';
import {answerWithout, BYTES_FETCHED} from './expectations.js';
import {ESSENTIAL_CASES, FAULT_CASES} from './faults.js';
import {describeMatrix} from './matrix.js';
import {OPERATIONS} from './operations.js';

/** Two images of one base, whose last layers differ by a file. */
function differing(): Dataset {
  const dataset = everyCall();
  const app = (content: string) => [
    {createdBy: 'FROM base', files: {'usr/local/bin/python': {content: 'elf', mode: 0o755}}},
    {createdBy: 'COPY . .', files: {'app/main.py': content, 'app/core/config.py': `CODE = '${content}'\n`}},
    // Large layers are read over a connection of their own.
    {createdBy: 'COPY data .', files: {'app/data': content.repeat(1_200_000)}},
  ];
  const image = {cmd: ['python', '-m', 'app'], workingDir: '/app'};
  return {
    ...dataset,
    repositories: {
      ...dataset.repositories,
      'my-api': {
        images: [
          {tags: ['v24'], pushedAt: '2026-01-20T09:00:00Z', ...image, history: app('a')},
          {tags: ['v32'], pushedAt: '2026-01-23T16:00:00Z', ...image, history: app('b')},
        ],
      },
    },
  };
}

/** Both configurations and the ends of the layers that differ are read; the layers themselves are not. */
const UP_TO_THE_LAYERS = {'layer:GET': 7};

const plain = answerWithout(BYTES_FETCHED);

for (const [title, cases, after] of [
  ['compare-images --files, from the start', ESSENTIAL_CASES, undefined],
  ['compare-images --files, at the layers', FAULT_CASES, UP_TO_THE_LAYERS],
] as const) {
  describeMatrix(title, {
    command: CompareImages,
    argv: ['v24', 'v32', '--repository', 'my-api', '--files', '--json'],
    dataset: differing,
    operations: OPERATIONS['compare-images --repository'],
    hit: ['layer:GET'],
    ...(after !== undefined && {after}),
    cases,
    essence: plain,
    judge({code, stdout}, _operation, fault, clean) {
      expect(stdout).not.toContain('X-Amz-Signature');
      if (fault.expected === 'recovers' || stdout === '') return;
      const {problems, files, differs} = JSON.parse(stdout);
      if (after !== undefined) {
        // A layer that could not be read: said, never called the same, and never a pass.
        expect(problems.length).toBeGreaterThan(0);
        expect([3, 4]).toContain(code);
        expect(differs).toBe(true);
        // Out of time: no file was compared at all.
        if (problems.some((problem: {code: string}) => problem.code === 'timeout' && code === 3) && !files) return;
        expect(files.changed).toEqual([]);
        expect(files.added).toEqual([]);
        expect(files.removed).toEqual([]);
        return;
      }
      if (JSON.stringify(plain(stdout)) !== JSON.stringify(plain(clean.stdout))) expect(problems).not.toEqual([]);
    },
  });
}

describeMatrix('diagnose --files', {
  command: Diagnose,
  argv: ['my-api', '--files', '--json'],
  dataset: differing,
  operations: OPERATIONS['diagnose'],
  hit: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'layer:GET'],
  cases: ESSENTIAL_CASES,
  // The images are looked at once for the report; the faults are on the second look, for their files.
  after: {'ecr:BatchGetImage': 1, 'ecr:GetDownloadUrlForLayer': 2, 'layer:GET': 2},
  essence(stdout) {
    const {outcome, causes, gaps}: Report = JSON.parse(stdout);
    return {outcome, causes: causes.map(({cause, verdict}) => [cause, verdict]), gaps};
  },
  judge({code, stdout}, operation, fault, clean) {
    if (fault.expected === 'recovers' || code === 3) return;
    const report: Report = JSON.parse(stdout);
    const before: Report = JSON.parse(clean.stdout);
    // A run whose time is over may not have got as far as to the verdict.
    if (fault.name !== 'no answer ever') expect(report.outcome).toBe(before.outcome);
    // Where no URL is given the registry's own API gives the layer.
    if (operation === 'ecr:GetDownloadUrlForLayer' && fault.name === 'denied') return;
    expect(report.gaps.length).toBeGreaterThan(before.gaps.length);
  },
});
