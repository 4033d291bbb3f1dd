import {dataIs, defineCause, exitCodeIs} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import type {Finding} from '../engine/rule.js';
import {improve, read, region, resize, serviceName} from '../engine/steps.js';
import type {Step} from '../engine/verdict.js';

const isKilled = exitCodeIs(137);
const isRouted = dataIs('routed', true);

/** Limits of a runtime's own, and what moves them: more memory for the instance alone does not. */
const LIMITS: {readonly [limit: string]: string} = {
  'java-heap':
    "Raise the JVM's own limit, not the instance's memory: -XX:MaxRAMPercentage=75 in JAVA_TOOL_OPTIONS (without it the heap is a quarter of the memory), and no smaller -Xmx beside it",
  metaspace:
    "Raise the JVM's limit for classes, not the instance's memory: -XX:MaxMetaspaceSize in JAVA_TOOL_OPTIONS, or leave it out; if it grows without end, class loaders leak",
  'node-heap':
    "Raise V8's own limit, not the instance's memory: --max-old-space-size in NODE_OPTIONS, in MB, at about three quarters of the memory",
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
  fix: (findings, facts) => [
    ...limitSteps(findings),
    ...(hasOwnLimit(findings) && !findings.some(({rule}) => rule === 'memory-high')
      ? []
      : [resize(facts, 'Give the instance more memory', 'memory')]),
    improve('Start fewer workers, and load heavy modules lazily', 'short-term'),
    improve('Alarm on MemoryUtilization above 85 %', 'medium-term'),
  ],
  separate: (facts) =>
    (known(facts.metrics)?.memory ?? []).length > 0
      ? read(
          'Start the very same image with that much memory and no more: SIGKILL is also sent by a supervisor, a script, or a stop that was outstayed',
          `nerava-diag reproduce ${serviceName(facts)} --region ${region(facts)}`,
        )
      : read(
          'See in CloudWatch (AWS/AppRunner, MemoryUtilization, maximum by the minute) whether memory was used up when the container was killed',
        ),
});

function limitOf(findings: readonly Finding[]): string | undefined {
  return findings.map((finding) => finding.data?.['limit']).find((limit) => typeof limit === 'string');
}

function hasOwnLimit(findings: readonly Finding[]): boolean {
  return limitOf(findings) !== undefined;
}

/** Work on the image or its configuration: nothing that a change of the service's size would mend. */
function limitSteps(findings: readonly Finding[]): Step[] {
  const text = LIMITS[limitOf(findings) ?? ''];
  return text === undefined ? [] : [improve(text, 'short-term')];
}
