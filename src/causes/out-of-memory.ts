import {dataIs, defineCause, exitCodeIs} from '../engine/cause.js';
import type {Finding} from '../engine/rule.js';
import {improve, read, resize} from '../engine/steps.js';

const isKilled = exitCodeIs(137);
const isRouted = dataIs('routed', true);

/** Limits of a runtime's own, and what moves them: more memory for the instance alone does not. */
const LIMITS: {readonly [limit: string]: string} = {
  'java-heap':
    'Raise the limit of the JVM: -XX:MaxRAMPercentage=75 in JAVA_TOOL_OPTIONS, and no smaller -Xmx beside it',
  metaspace: 'Raise the limit of the JVM: -XX:MaxMetaspaceSize in JAVA_TOOL_OPTIONS',
  'node-heap':
    'Raise the limit of V8: --max-old-space-size in NODE_OPTIONS, in MB, at about three quarters of the memory',
};

export const outOfMemory = defineCause({
  id: 'out-of-memory',
  title: 'The application ran out of memory',
  phases: ['start', 'serve'],
  supports: [
    // SIGKILL says that something outside ended the process, not why: with memory at its limit it does.
    {rule: 'exit-code', strength: 'direct', when: (f) => isKilled(f) && !isRouted(f), with: 'memory-high'},
    {rule: 'exit-code', strength: 'indirect', when: (f) => isKilled(f) && !isRouted(f), unless: 'memory-high'},
    // An old instance that outstays its stop is killed too.
    {rule: 'exit-code', strength: 'indirect', when: (f) => isKilled(f) && isRouted(f)},
    {rule: 'out-of-memory-line', strength: 'direct'},
    {rule: 'memory-high', strength: 'indirect'},
    {
      rule: 'small-instance',
      strength: 'indirect',
      when: (finding) => Number(finding.data?.['memoryMb'] ?? Number.POSITIVE_INFINITY) <= 1024,
      with: {rule: 'exit-code', when: (f) => isKilled(f) && !isRouted(f)},
      unless: ['memory-low', 'out-of-memory-line'],
    },
  ],
  refutes: [],
  // A runtime that reached a limit of its own may well have left most of the memory unused.
  against: [{rule: 'memory-low', unless: 'out-of-memory-line'}],
  needs: ['events'],
  atRunTime: true,
  fix: (findings, facts) => {
    const limit = limitOf(findings);
    const more = limit === undefined || findings.some(({rule}) => rule === 'memory-high');
    return [
      ...(limit === undefined ? [] : [improve(limit, 'short-term')]),
      ...(more ? [resize(facts, 'Give the instance more memory', 'memory')] : []),
      improve('Start fewer workers, and load heavy modules lazily', 'short-term'),
      improve('Alarm on MemoryUtilization above 85 %', 'medium-term'),
    ];
  },
  separate: () =>
    read(
      'See MemoryUtilization in CloudWatch by the minute: SIGKILL also comes of a supervisor, a script, a stop that was outstayed',
    ),
});

function limitOf(findings: readonly Finding[]): string | undefined {
  const limit = findings.find((finding) => finding.data?.['limit'] !== undefined)?.data?.['limit'];
  return LIMITS[String(limit)];
}
