import type {ChangeEvent, Operation} from './model.js';

/** Between a call and the operation that it begins; CloudTrail and App Runner keep time to the second. */
const NEAR_MS = 5 * 60_000;

/**
 * The accepted call that began an operation: the one that got its id as the answer, else the nearest one in time that
 * can have begun one of its type and got no other id. Undefined where there is none, as with automatic deployments.
 */
export function callOfOperation(
  {id, type, startedAt}: Pick<Operation, 'id' | 'type' | 'startedAt'>,
  changes: readonly ChangeEvent[],
): ChangeEvent | undefined {
  const accepted = changes.filter(({errorCode}) => errorCode === undefined);
  const exact = accepted.find(({operationId}) => operationId === id);
  if (exact !== undefined || startedAt === undefined) return exact;
  const distance = ({at}: ChangeEvent): number => Math.abs(at - startedAt);
  return accepted
    .filter((change) => change.operationId === undefined && begins(change, type) && distance(change) < NEAR_MS)
    .sort((x, y) => distance(x) - distance(y))[0];
}

/** UpdateService begins an UPDATE_SERVICE, and so on. */
function begins({name}: ChangeEvent, type: Operation['type']): boolean {
  return type === undefined || name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase() === type;
}
