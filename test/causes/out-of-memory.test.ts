import {describe, expect, it} from 'vitest';
import {absent, app, CHECK_FAILED, exited, PROVISIONING, pulledThen, START, service} from '../support/facts.js';
import {judge, stepsFor} from '../support/judge.js';

const KILLED = [
  120,
  '[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 137',
] as const;

const at = (percent: number) => ({memory: [{at: START, average: percent}]});

describe('out-of-memory', () => {
  it.each([
    ['confirmed where memory was at its limit', {metrics: at(97)}, 'confirmed'],
    ['likely on an instance with little memory', {service: service({memoryMb: 512})}, 'likely'],
    ['no more than possible where nothing else is known: something killed the process', {}, 'possible'],
    ['no more than possible where memory was at no limit', {metrics: at(22)}, 'possible'],
    [
      'no more than possible where little memory was not used up either',
      {metrics: at(22), service: service({memoryMb: 512})},
      'possible',
    ],
  ] as const)('by exit code 137 is %s', (_, more, verdict) => {
    const {verdicts} = judge({events: pulledThen(PROVISIONING, KILLED), 'application-log': absent(), ...more});
    expect(verdicts['out-of-memory']).toBe(verdict);
  });

  it('is confirmed where App Runner had stopped another instance before', () => {
    const {first} = judge({
      events: pulledThen(PROVISIONING, [100, String(exited(143)[1])], KILLED),
      metrics: at(97),
    });
    expect(first).toBe('out-of-memory');
  });

  it.each([
    ['java.lang.OutOfMemoryError: Metaspace', '-XX:MaxMetaspaceSize'],
    ['java.lang.OutOfMemoryError: Java heap space', '-XX:MaxRAMPercentage'],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', '--max-old-space-size'],
  ])('names the limit of the runtime, and buys no memory: %s', (line, option) => {
    const given = {events: pulledThen(PROVISIONING, [120, String(exited(3)[1])]), 'app-records': app([100, line])};
    const measured = {...given, metrics: at(33), service: service({cpuUnits: 1024, memoryMb: 2048})};
    expect(judge(measured).verdicts['out-of-memory']).toBe('confirmed');
    const texts = stepsFor('out-of-memory', measured).map(({text}) => text);
    expect(texts.join('\n')).toContain(option);
    expect(texts.join('\n')).not.toContain('Give the instance more memory');
    const full = stepsFor('out-of-memory', {...measured, metrics: at(97)}).map(({text}) => text);
    expect(full.join('\n')).toContain('Give the instance more memory');
  });

  it('is confirmed by the words of a runtime', () => {
    const {first} = judge({
      events: pulledThen(PROVISIONING, KILLED),
      'app-records': app(
        [70, 'Starting'],
        [100, 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
      ),
    });
    expect(first).toBe('out-of-memory');
  });

  it('is not named when an application merely speaks of App Runner and its exit codes', () => {
    const {verdicts} = judge({
      events: pulledThen(PROVISIONING, CHECK_FAILED),
      'app-records': app([70, '[AppRunner] Your application stopped or failed to start. Container exit code: 137']),
    });
    expect(verdicts['out-of-memory']).toBeUndefined();
  });

  it.each([
    [
      'no more than possible after traffic was routed: an old instance that outstays its stop is killed too',
      100,
      {},
      'possible',
    ],
    ['confirmed before that, where memory was short', 130, {metrics: at(97)}, 'confirmed'],
    ['likely where memory was short as well', 100, {metrics: {memory: [{at: START, average: 97}]}}, 'likely'],
  ] as const)('of a deployment that succeeded is %s', (_, routedAt, more, verdict) => {
    const routed = [routedAt, '[AppRunner] Successfully routed incoming traffic to application.'] as const;
    const lines = routedAt < 120 ? [routed, KILLED] : [KILLED, routed];
    const {verdicts} = judge({events: pulledThen(PROVISIONING, ...lines), ...more}, false);
    expect(verdicts['out-of-memory']).toBe(verdict);
  });

  it('offers a change with its undo', () => {
    const steps = stepsFor('out-of-memory', {events: pulledThen(KILLED)});
    expect(steps.filter((step) => step.kind === 'mutate').every((step) => step.undo !== undefined)).toBe(true);
  });

  it.each([
    [256, 512, 256, 1024],
    [256, 1024, 1024, 2048],
    [512, 1024, 1024, 2048],
    [1024, 2048, 1024, 3072],
    [1024, 4096, 2048, 6144],
    [2048, 4096, 2048, 6144],
    [2048, 6144, 4096, 8192],
    [4096, 8192, 4096, 10240],
    [4096, 10240, 4096, 12288],
  ])('offers %i/%i the next size with more memory', (cpuUnits, memoryMb, cpu, memory) => {
    const given = {events: pulledThen(KILLED), service: service({cpuUnits, memoryMb})};
    const [step] = stepsFor('out-of-memory', given);
    expect(step?.command).toContain(`Cpu=${cpu},Memory=${memory}`);
    expect(step?.undo).toContain(`Cpu=${cpuUnits},Memory=${memoryMb}`);
  });

  it('says of the largest size that there is none with more memory', () => {
    const given = {events: pulledThen(KILLED), service: service({cpuUnits: 4096, memoryMb: 12_288})};
    const steps = stepsFor('out-of-memory', given);
    expect(steps[0]?.text).toContain('4 vCPU and 12 GB, and App Runner has none with more memory');
    expect(steps.filter((step) => step.command !== undefined)).toEqual([]);
  });

  it('leaves the size to be filled in where the present one is unknown', () => {
    const [step] = stepsFor('out-of-memory', {events: pulledThen(KILLED)});
    expect(step?.command).toContain('Cpu=CPU,Memory=MEMORY');
  });
});
