import type {PageEvent} from './page.js';

/** One page of one stream, from its head on. Without a next token there is no more. */
export type FetchStreamPage = (
  stream: string,
  token: string | undefined,
) => Promise<{readonly events: readonly PageEvent[]; readonly next?: string}>;

interface Head {
  readonly stream: string;
  events: readonly PageEvent[];
  at: number;
  token: string | undefined;
  isDone: boolean;
}

/** Events of one batch, where streams alternate line by line. */
const BATCH = 1000;

/**
 * Streams that are each in order of time as one; at equal stamps the stream that was named first comes first.
 *
 * One page of each stream is held, whatever there is to read.
 */
export async function* mergeStreams(
  streams: readonly string[],
  fetch: FetchStreamPage,
): AsyncGenerator<readonly PageEvent[], void, void> {
  const heads: Head[] = streams.map((stream) => ({stream, events: [], at: 0, token: undefined, isDone: false}));
  await Promise.all(heads.map((head) => refill(head, fetch)));
  let batch: PageEvent[] = [];
  for (;;) {
    const live = heads.filter((head) => head.at < head.events.length);
    const first = live.reduce<Head | undefined>(
      (best, head) => (best === undefined || stampOf(head) < stampOf(best) ? head : best),
      undefined,
    );
    if (first === undefined) break;
    const rank = live.indexOf(first);
    // As far as no other stream has a line that comes before.
    const bound = (head: Head) => stampOf(head) - (live.indexOf(head) < rank ? 1 : 0);
    const until = Math.min(...live.filter((head) => head !== first).map(bound));
    do {
      const event = first.events[first.at];
      if (event !== undefined) batch.push(event);
      first.at += 1;
    } while (first.at < first.events.length && stampOf(first) <= until);
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
    if (first.at >= first.events.length) await refill(first, fetch);
  }
  if (batch.length > 0) yield batch;
}

async function refill(head: Head, fetch: FetchStreamPage): Promise<void> {
  head.at = 0;
  head.events = [];
  while (head.events.length === 0 && !head.isDone) {
    const {events, next} = await fetch(head.stream, head.token);
    head.events = events;
    head.isDone = next === undefined || next === head.token;
    head.token = next;
  }
}

function stampOf(head: Head): number {
  return head.events[head.at]?.timestamp ?? Number.POSITIVE_INFINITY;
}
