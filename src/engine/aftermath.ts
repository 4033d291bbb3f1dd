import {type Exit, ownExits} from './exits.js';
import {known} from './phases.js';
import type {FactSet} from './rule.js';

/** Containers that ended by themselves since a deployment that succeeded. */
export function exitsSince(facts: FactSet): Exit[] {
  return ownExits(known(facts['later-events']) ?? []);
}
