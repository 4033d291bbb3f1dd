import {AwsError} from '../aws/errors.js';
import {isNotFound} from '../evidence/attempt.js';
import type {LogSession} from '../evidence/log-session.js';
import type {Operation} from '../evidence/model.js';
import type {LogGroup} from '../logs/merge.js';
import type {Mark} from '../logs/text-view.js';

/** Operations and new instances as marks on the timeline. */
export async function logMarks(
  session: LogSession,
  {group, since}: {readonly group: LogGroup | 'all'; readonly since: number},
  note: (text: string) => void,
): Promise<readonly Mark[]> {
  const [operations, instances] = await Promise.all([
    operationMarks(session, note),
    group === 'service' ? [] : instanceMarks(session, since, note),
  ]);
  return [...operations, ...instances].sort((a, b) => a.at - b.at);
}

/** Without the permission there are none, and a remark says why. */
async function operationMarks(session: LogSession, note: (text: string) => void): Promise<readonly Mark[]> {
  try {
    return marksOfOperations(await session.operations());
  } catch (error) {
    note(`Deployments are not marked: ${error instanceof AwsError ? error.failure.why : String(error)}.`);
    return [];
  }
}

/** Where operations began and ended. */
export function marksOfOperations(operations: readonly Operation[]): readonly Mark[] {
  return operations.flatMap(({id, type, status, startedAt, endedAt}) => [
    ...(startedAt === undefined ? [] : [{at: startedAt, text: `${type ?? 'operation'} ${id} started`}]),
    ...(endedAt === undefined
      ? []
      : [{at: endedAt, text: `${type ?? 'operation'} ${id} ended: ${status ?? 'status unknown'}`}]),
  ]);
}

/** An instance is new when its stream is: App Runner makes one stream for each. */
async function instanceMarks(
  session: LogSession,
  since: number,
  note: (text: string) => void,
): Promise<readonly Mark[]> {
  try {
    const instances = await session.instances(since);
    return instances.map(({stream, createdAt}) => ({at: createdAt, text: `new ${stream.replace('/', ' ')}`}));
  } catch (error) {
    // Without a group there are no instances, and that is said elsewhere.
    if (!isNotFound(error)) {
      note(`New instances are not marked: ${error instanceof AwsError ? error.failure.why : String(error)}.`);
    }
    return [];
  }
}
