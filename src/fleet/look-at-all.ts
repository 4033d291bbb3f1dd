import {listServices} from '../aws/app-runner.js';
import {type Aws, openAws} from '../aws/clients.js';
import {toDiagError} from '../aws/errors.js';
import {DiagError, lookError} from '../errors.js';
import {parseServiceArn} from '../evidence/arn.js';
import {budgetOf, createBudget} from './budget.js';
import {badness} from './exit-code.js';
import type {Fleet, FleetExitCode, FleetRow} from './model.js';

export interface FleetOptions {
  readonly command: Fleet['command'];
  /** Undefined among them: the region that the SDK's own chain names. */
  readonly regions: readonly (string | undefined)[];
  readonly profile?: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/** What a look at one service comes to. */
export interface Answer {
  readonly outcome: string;
  readonly text: string;
  readonly cause: string | null;
  readonly exitCode: Exclude<FleetExitCode, 3>;
}

/**
 * Enough to use up the budgets at 200 ms a call: `validate` asks for about five answers one after the other, and may
 * begin with twenty services a second. Few enough that no call waits for its turn as long as it may take.
 */
const AT_ONCE = 24;

/**
 * Looks at every service of the regions, some at a time, within budgets of calls. Only the rows are kept: memory does not
 * grow with what was read. A service that cannot be looked at becomes a row that says so; so do those that are left
 * when the signal ends the run.
 *
 * @param look one service, through clients that all services of its region share
 * @throws DiagError (exit 3) when no region can be listed, or none has a service
 */
export async function lookAtAll(
  options: FleetOptions,
  look: (arn: string, aws: Aws) => Promise<Answer>,
): Promise<Fleet> {
  const regions = await Promise.all(options.regions.map((region) => openRegion(region, options)));
  try {
    const read = regions.flatMap((r) => ('arns' in r ? [r] : []));
    const unread = regions.flatMap((r) => ('error' in r ? [r] : []));
    const [first] = unread;
    if (read.length === 0 && first !== undefined) throw first.error;
    // One of each region in turn: budgets are by region, and all are used from the start.
    const queue = interleave(read.map(({arns, aws}) => arns.map((arn) => ({arn, aws}))));
    if (queue.length === 0 && unread.length === 0) throw noServices(read.map(({region}) => region));
    const rows: FleetRow[] = [];
    const pending = queue.values();
    await Promise.all(
      Array.from({length: Math.min(AT_ONCE, queue.length)}, async () => {
        for (const {arn, aws} of pending) {
          rows.push(await rowOf(arn, aws, look, options.signal));
          options.progress(`${rows.length} of ${queue.length} services`);
        }
      }),
    );
    return {
      schemaVersion: 1,
      command: options.command,
      unreadRegions: unread.map(({region, error}) => ({region, why: error.message, fix: error.suggestions})),
      services: rows.sort(worstFirst),
    };
  } finally {
    for (const {aws} of regions) aws.close();
  }
}

type Region = {readonly aws: Aws; readonly region: string} & (
  | {readonly arns: readonly string[]}
  | {readonly error: DiagError}
);

async function openRegion(region: string | undefined, {profile, signal}: FleetOptions): Promise<Region> {
  const pace = (operation: string) => budget(operation);
  const aws = openAws({region, profile, signal, pace});
  const name = region ?? (await aws.region().catch(() => undefined));
  const budget = createBudget(budgetOf(name ?? ''));
  const known = name ?? 'the configured region';
  try {
    const services = await listServices(aws, {signal});
    const arns = services.flatMap(({ServiceArn, Status}) =>
      ServiceArn === undefined || Status === 'DELETED' ? [] : [ServiceArn],
    );
    return {aws, region: known, arns};
  } catch (error) {
    return {aws, region: known, error: toDiagError(error, `cannot list the App Runner services of ${known}`)};
  }
}

async function rowOf(
  arn: string,
  aws: Aws,
  look: (arn: string, aws: Aws) => Promise<Answer>,
  signal: AbortSignal,
): Promise<FleetRow> {
  const parsed = parseServiceArn(arn);
  const named = {service: parsed?.name ?? arn, region: parsed?.region ?? '', arn};
  const unseen = (text: string): FleetRow => ({...named, outcome: null, text, cause: null, exitCode: 3});
  try {
    if (signal.aborted) return unseen(endText(signal));
    const answer = await look(arn, aws);
    // Cut short, a look saw less than it would have: its verdict is none.
    return signal.aborted ? unseen(endText(signal)) : {...named, ...answer};
  } catch (error) {
    if (signal.aborted) return unseen(endText(signal));
    if (!(error instanceof DiagError)) throw error;
    return unseen(error.message);
  }
}

/** The end of the run, as its reason tells it: an interruption, or the time that was over. */
function endText({reason}: AbortSignal): string {
  return reason instanceof Error ? reason.message : 'The run ended first.';
}

function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({length}) => length));
  return Array.from({length: longest}, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

function worstFirst(a: FleetRow, b: FleetRow): number {
  return badness(a.exitCode) - badness(b.exitCode) || (a.arn < b.arn ? -1 : 1);
}

function noServices(regions: readonly string[]): DiagError {
  return lookError(`No App Runner service in ${regions.join(', ')}.`, {
    code: 'SERVICE_NOT_FOUND',
    suggestions: ['other regions: --all --regions NAME,NAME', 'another account: --profile NAME'],
  });
}
