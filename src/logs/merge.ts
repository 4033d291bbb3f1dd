import {keepFollowing, type PageEvent} from './page.js';

export type LogGroup = 'application' | 'service';

export interface TimelineBatch {
  readonly group: LogGroup;
  readonly events: readonly PageEvent[];
}

interface Head {
  readonly group: LogGroup;
  readonly batches: AsyncIterator<readonly PageEvent[], void, void>;
  events: readonly PageEvent[];
  next: number;
}

/**
 * Merges groups that are each in order of time into one timeline. A batch holds one group's events; at equal stamps the
 * group that was named first comes first.
 */
export async function* mergeGroups(
  sources: readonly {readonly group: LogGroup; readonly batches: AsyncGenerator<readonly PageEvent[], void, void>}[],
): AsyncGenerator<TimelineBatch, void, void> {
  const heads: Head[] = sources.map(({group, batches}) => ({group, batches, events: [], next: 0}));
  try {
    await Promise.all(heads.map(refill));
    for (;;) {
      const live = heads.filter((head) => head.next < head.events.length);
      const first = live.reduce<Head | undefined>((best, head) => (isEarlier(head, best) ? head : best), undefined);
      if (first === undefined) return;
      const bound = Math.min(...live.filter((head) => head !== first).map((head) => stampOf(head)));
      const from = first.next;
      first.next += 1;
      const isNamedFirst = live[0] === first;
      while (
        first.next < first.events.length &&
        (stampOf(first) < bound || (isNamedFirst && stampOf(first) === bound))
      ) {
        first.next += 1;
      }
      const whole = from === 0 && first.next === first.events.length;
      const events = whole ? first.events : first.events.slice(from, first.next);
      if (!whole && first.next === first.events.length) keepFollowing(events, first.events);
      yield {group: first.group, events};
      if (first.next >= first.events.length) await refill(first);
    }
  } finally {
    await Promise.allSettled(sources.map(({batches}) => batches.return()));
  }
}

async function refill(head: Head): Promise<void> {
  head.next = 0;
  head.events = [];
  while (head.events.length === 0) {
    const {value, done} = await head.batches.next();
    if (done === true || value === undefined) return;
    head.events = value;
  }
}

function isEarlier(head: Head, best: Head | undefined): boolean {
  return best === undefined || stampOf(head) < stampOf(best);
}

function stampOf(head: Head): number {
  return head.events[head.next]?.timestamp ?? Number.POSITIVE_INFINITY;
}
