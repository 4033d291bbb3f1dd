import type {Aws} from '../aws/clients.js';
import {toDiagError} from '../aws/errors.js';
import {gapOf, isNotFound} from '../evidence/attempt.js';
import {chooseImages, type ImageChoice} from '../evidence/collectors/choose-images.js';
import {collectOperations} from '../evidence/collectors/operations.js';
import {collectService, type DescribedService} from '../evidence/collectors/service.js';
import {collectServiceLog, reachesBack, readEventsPage} from '../evidence/collectors/service-log.js';
import {type Examination, examine} from '../evidence/examination.js';
import type {LogEvent, Operation} from '../evidence/model.js';
import {explainMissing, type Target} from '../evidence/target.js';

/** A full reference, or why there is none. */
export type ServiceImage = {readonly reference: string} | {readonly why: string};

export interface ServiceImages {
  readonly running: ServiceImage;
  readonly attempted: ServiceImage;
}

/** What could not be read, in words. */
type Read<T> = {readonly value: T} | {readonly why: string};

/**
 * Which images a service runs and last attempted: what names them, in one round trip, without reading them. The log is
 * read back to the deployment only where its newest page does not reach that far.
 *
 * @throws DiagError (exit 3) when the service cannot be found or read
 */
export async function nameServiceImages(aws: Aws, target: Target, signal: AbortSignal): Promise<ServiceImages> {
  const ended = new AbortController();
  try {
    return await look(aws, target, AbortSignal.any([signal, ended.signal]));
  } finally {
    // Where the service cannot be read, the other calls are still under way.
    ended.abort();
  }
}

async function look(aws: Aws, target: Target, signal: AbortSignal): Promise<ServiceImages> {
  const group = `/aws/apprunner/${target.name}/${target.id}/service`;
  const [{service}, operations, page] = await Promise.all([
    readService(aws, target, signal),
    read(async () => {
      const found = await collectOperations(aws, target.arn, undefined, signal);
      return 'value' in found ? found.value : [];
    }),
    readEventsPage(aws, group, signal),
  ]);
  signal.throwIfAborted();
  const examination = examinationOf(operations);
  const start = examination?.operation?.startedAt ?? Number.NEGATIVE_INFINITY;
  const choose = (lines: readonly LogEvent[], linesReachBack: boolean) =>
    chooseImages({service, examination, good: undefined, bad: undefined, lines, linesReachBack});
  const lines = page.status === 'read' ? page.events : [];
  const {running, attempted} = choose(lines, reachesBack(page, start));
  const firstRead = page.status === 'failed' ? [`App Runner's own log: ${gapOf(page.error).why}`] : [];
  const gaps = ['why' in operations ? `the operations: ${operations.why}` : '', ...firstRead];
  if (attempted !== undefined && !('skipped' in attempted)) {
    return {running: named(running, gaps), attempted: named(attempted, gaps)};
  }
  const log = await read(async () => {
    const found = await collectServiceLog(aws, group, page, examination, signal);
    return 'value' in found ? found.value : [];
  });
  signal.throwIfAborted();
  const late = 'value' in log ? choose(log.value, true).attempted : undefined;
  const unknown: ImageChoice = {skipped: 'which image was attempted is not known'};
  return {
    running: named(running, gaps),
    attempted: named(late ?? attempted ?? unknown, 'why' in log ? [...gaps, `App Runner's own log: ${log.why}`] : gaps),
  };
}

function examinationOf(operations: Read<readonly Operation[]>): Examination | undefined {
  return 'value' in operations ? examine(operations.value, Date.now()) : undefined;
}

async function readService(aws: Aws, target: Target, signal: AbortSignal): Promise<DescribedService> {
  try {
    return await collectService(aws, target, signal);
  } catch (error) {
    if (isNotFound(error)) throw await explainMissing(aws, target);
    throw toDiagError(error, `describe service ${target.name}`);
  }
}

async function read<T>(work: () => Promise<T>): Promise<Read<T>> {
  try {
    return {value: await work()};
  } catch (error) {
    return {why: gapOf(error).why};
  }
}

function named(choice: ImageChoice, gaps: readonly string[]): ServiceImage {
  if ('address' in choice) return {reference: choice.address.reference};
  if ('absent' in choice) return {why: choice.absent};
  return {why: [...new Set([choice.skipped, ...gaps])].filter((text) => text !== '').join('; ')};
}
