import type {Pacer} from '../logs/pacer.js';
import {type PageEvent, Throttled} from '../logs/page.js';
import {mergeStreams} from '../logs/streams.js';
import type {Aws} from './clients.js';
import {AwsError} from './errors.js';
import {describeStreams, getStreamPage, type LogStreamFacts, mayHaveWritten} from './logs.js';

export interface StreamWindow {
  readonly group: string;
  /** Epoch milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
}

/** Fifty streams each: those that wrote last. */
const LIST_PAGES = 10;
/** Of many streams a page each is held in memory: short ones. */
const MANY = 10;
const SHORT_PAGE = 1000;

/**
 * A window of a log group without FilterLogEvents: stream by stream with GetLogEvents, merged.
 *
 * @param onCut told how many streams were read when there are more
 */
export async function* readByStreams(
  aws: Aws,
  {group, from, to}: StreamWindow,
  pacer: Pacer,
  signal: AbortSignal,
  onCut: (streams: number) => void,
): AsyncGenerator<readonly PageEvent[], void, void> {
  const listed = await describeStreams(aws, {group, since: from, maxPages: LIST_PAGES}, {signal});
  const wrote = listed.streams.filter((stream) => mayHold(stream, from, to));
  if (!listed.complete) onCut(listed.streams.length);
  const limit = wrote.length > MANY ? {limit: SHORT_PAGE} : {};
  yield* mergeStreams(
    wrote.map(({name}) => name),
    async (stream, token) => {
      const query = {group, stream, from, to, fromHead: true, token, ...limit};
      const {events, forwardToken} = await pacer.run(
        () => unlessThrottled(getStreamPage(aws, query, {signal})),
        signal,
      );
      return {
        events: events
          .filter(({timestamp}) => timestamp >= from && timestamp <= to)
          .map(({timestamp, message}) => ({timestamp, message, logStreamName: stream})),
        ...(forwardToken !== undefined && {next: forwardToken}),
      };
    },
  );
}

function mayHold(stream: LogStreamFacts, from: number, to: number): boolean {
  return mayHaveWritten(stream, from) && (stream.firstEventAt ?? from) <= to;
}

async function unlessThrottled<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && error.failure.kind === 'throttled')
      throw new Throttled('CloudWatch Logs throttles');
    throw error;
  }
}
