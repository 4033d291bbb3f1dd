import {listOperations, type OperationSummary} from '../../aws/app-runner.js';
import type {Aws} from '../../aws/clients.js';
import {type Found, timeOf} from '../attempt.js';
import {examine} from '../examination.js';
import type {Operation} from '../model.js';
import {given} from './service.js';

/** Pages read at most; AWS gives all in one answer where it can. */
const MAX_PAGES = 12;
/** One try. What depends on the deployment waits for this call: one that hangs is begun anew soon. */
const TRY_MS = 4_000;

/** Reads operations until the examined deployment and the good one before it are known. */
export async function collectOperations(
  aws: Aws,
  arn: string,
  requested: string | undefined,
  signal: AbortSignal,
): Promise<Found<readonly Operation[]>> {
  const enough = (read: readonly OperationSummary[], pages: number): boolean => {
    const known = examine(read.flatMap(readOperation), 0, requested);
    const found = known.operation !== undefined && known.previousGood !== undefined;
    // A deployment that was asked for by id may lie far back.
    return found || (pages >= MAX_PAGES && (requested === undefined || known.operation !== undefined));
  };
  const {operations, complete} = await listOperations(aws, arn, enough, {signal, tryMs: TRY_MS});
  return {value: operations.flatMap(readOperation), ...(!complete && {truncated: true})};
}

export function readOperation(o: OperationSummary): Operation[] {
  if (typeof o.Id !== 'string' || o.Id === '') return [];
  return [
    {
      id: o.Id,
      ...given('type', o.Type ?? undefined),
      ...given('status', o.Status ?? undefined),
      ...given('startedAt', timeOf(o.StartedAt)),
      ...given('endedAt', timeOf(o.EndedAt)),
      ...given('updatedAt', timeOf(o.UpdatedAt)),
    },
  ];
}
