import type {AppRunnerEvent} from '../logs/model.js';

export type Exit = Extract<AppRunnerEvent, {kind: 'exit'}>;

/** SIGTERM: how App Runner ends an instance that it replaces, gives up or no longer needs. It names no cause. */
const STOPPED = 143;

/** Containers that ended by themselves, in the order of the events. */
export function ownExits(events: readonly AppRunnerEvent[]): Exit[] {
  return events.filter((event) => event.kind === 'exit').filter(({exitCode}) => exitCode !== STOPPED);
}

/** Whether a container ended by itself. */
export function exitedByItself(events: readonly AppRunnerEvent[]): boolean {
  return ownExits(events).length > 0;
}
