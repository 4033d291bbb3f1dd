import type {AppRunnerEvent} from '../logs/model.js';
import {known} from './phases.js';
import type {FactSet} from './rule.js';

type Exit = Extract<AppRunnerEvent, {kind: 'exit'}>;

/** SIGTERM: how App Runner ends an instance that it replaces or no longer needs. */
const REPLACED = 143;

/** Containers that ended by themselves, in the order of the events. */
export function ownExits(events: readonly AppRunnerEvent[]): Exit[] {
  return events.flatMap((event) => (event.kind === 'exit' && event.exitCode !== REPLACED ? [event] : []));
}

/** Those since a deployment that succeeded. */
export function exitsSince(facts: FactSet): Exit[] {
  return ownExits(known(facts['later-events']) ?? []);
}
