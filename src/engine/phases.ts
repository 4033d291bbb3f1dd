import type {AppRunnerEvent} from '../logs/model.js';
import {atEvent, atRecord, iso} from './pointers.js';
import {type Fact, type FactSet, PHASES, type Phase, type Pointer} from './rule.js';

/** How far the examined deployment came, and what proves it. */
export interface Progress {
  readonly phases: readonly {
    readonly phase: Phase;
    readonly proven: boolean;
    readonly text: string;
    readonly at: readonly Pointer[];
  }[];
  readonly lastProven: Phase | null;
  /** The furthest phase whose proof is App Runner's own, not a line of the application. */
  readonly seenUpTo: Phase | null;
  /** The phase after the last proven one; null while nothing failed, and where App Runner's lines were not seen. */
  readonly diedIn: Phase | null;
}

type Proof = {readonly text: string; readonly at: readonly Pointer[]} | undefined;

/** Finds the proof of each phase. A later proof also proves what lies before it, in words. */
export function progressOf(facts: FactSet, failed: boolean): Progress {
  const proofs = {
    source: proveSource(facts),
    pull: proveByEvent(facts, ['pull-ok'], 'the image was pulled'),
    provision: proveByEvent(facts, ['provisioning'], 'instances were provisioned'),
    start: proveStart(facts),
    listen: proveListen(facts),
    health: proveByEvent(facts, ['health-check-ok'], 'the health check passed'),
    serve: proveServe(facts),
  } satisfies Record<Phase, Proof>;

  const last = PHASES.findLastIndex((phase) => proofs[phase] !== undefined);
  const lastProven = PHASES[last] ?? null;
  const seen = PHASES.findLastIndex((phase) => isAppRunners(proofs[phase]));
  const diedIn = failed && sawEvents(known(facts.events)) ? (PHASES[last + 1] ?? null) : null;
  return {
    phases: PHASES.map((phase, index) => {
      const proof = proofs[phase];
      if (proof) return {phase, proven: true, ...proof};
      if (index < last) return {phase, proven: true, text: `follows from ${lastProven}`, at: []};
      return {phase, proven: false, text: 'no proof', at: []};
    }),
    lastProven,
    seenUpTo: PHASES[seen] ?? null,
    diedIn,
  };
}

/**
 * Whether App Runner's own account of the deployment was seen: its stream `events` holds the lines that prove most phases.
 * Without it, that a phase has no proof says nothing.
 */
export function sawEvents(events: readonly AppRunnerEvent[] | undefined): boolean {
  return events?.some(({stream}) => stream === EVENTS_STREAM) === true;
}

/** Of App Runner's two kinds of stream the one in which it tells of provisioning, health checks and exits. */
const EVENTS_STREAM = 'events';

function isAppRunners(proof: Proof): boolean {
  return proof?.at.some(({evidence}) => evidence !== 'application-log') === true;
}

/** Whether `phase` lies before the furthest proven one. */
export function isPassed(phase: Phase, lastProven: Phase | null): boolean {
  return lastProven !== null && PHASES.indexOf(phase) < PHASES.indexOf(lastProven);
}

export function distance(phase: Phase, from: Phase | null): number {
  return from === null ? 0 : Math.abs(PHASES.indexOf(phase) - PHASES.indexOf(from));
}

function proveSource(facts: FactSet): Proof {
  const examination = known(facts.examination);
  const operation = examination?.operation;
  if (operation === undefined) return undefined;
  const started = operation.startedAt === undefined ? '' : ` at ${iso(operation.startedAt)}`;
  return {
    text: `operation ${operation.id} exists`,
    at: [
      {
        evidence: 'operations',
        path: operation.id,
        excerpt: `${operation.type ?? 'operation'} ${operation.status ?? ''}${started}`.replace(/ {2,}/g, ' '),
      },
    ],
  };
}

function proveByEvent(facts: FactSet, kinds: readonly string[], text: string): Proof {
  const event = known(facts.events)?.find((e) => kinds.includes(e.kind));
  return event && {text, at: [atEvent(event)]};
}

function proveStart(facts: FactSet): Proof {
  const record = known(facts['app-records'])?.[0];
  if (record === undefined) return undefined;
  const whose =
    known(facts.attribution)?.bounded === false
      ? 'an instance that began during this deployment wrote to the application log; whether it ran the new version is not known'
      : 'an instance of this deployment wrote to the application log';
  return {text: whose, at: [atRecord(record)]};
}

function proveListen(facts: FactSet): Proof {
  const record = known(facts['app-records'])?.find((r) => r.listen !== undefined || r.access !== undefined);
  if (record === undefined) return undefined;
  return {
    text: record.listen ? 'a server says that it listens' : 'a server answered a request',
    at: [atRecord(record)],
  };
}

function proveServe(facts: FactSet): Proof {
  const routed = proveByEvent(facts, ['routed'], 'traffic was routed to this version');
  if (routed) return routed;
  const operation = known(facts.examination)?.operation;
  if (operation?.status !== 'SUCCEEDED') return undefined;
  return {
    text: `operation ${operation.id} SUCCEEDED`,
    at: [{evidence: 'operations', path: operation.id, excerpt: 'SUCCEEDED'}],
  };
}

export function known<T>(fact: Fact<T>): T | undefined {
  return fact.status === 'collected' ? fact.value : undefined;
}
