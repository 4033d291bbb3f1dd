import type {FakeLine} from './dataset.js';

export interface StoredEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly stream: string;
  readonly message: string;
  readonly eventId: string;
  /** Position in the order of arrival: the last tie-breaker. */
  readonly sequence: number;
}

export interface StoredGroup {
  readonly name: string;
  readonly createdAt: number;
  /** Sorted by time, then ingestion, then arrival. */
  readonly events: readonly StoredEvent[];
  readonly streams: ReadonlyMap<string, readonly StoredEvent[]>;
}

interface MutableGroup {
  readonly name: string;
  createdAt: number;
  events: StoredEvent[];
  readonly streams: Map<string, StoredEvent[]>;
  sorted: boolean;
}

/** Log groups in memory. Grows while the server runs, so that followers can be tested. */
export class LogStore {
  readonly #groups = new Map<string, MutableGroup>();
  #sequence = 0;

  createGroup(name: string): void {
    if (this.#groups.has(name)) return;
    this.#groups.set(name, {name, createdAt: Infinity, events: [], streams: new Map(), sorted: true});
  }

  deleteGroup(name: string): void {
    this.#groups.delete(name);
  }

  addLines(group: string, stream: string, lines: readonly FakeLine[]): void {
    this.add(
      group,
      stream,
      lines.map(([at, message, ingestedAt]) => ({
        timestamp: Date.parse(at),
        message,
        ...(ingestedAt !== undefined && {ingestionTime: Date.parse(ingestedAt)}),
      })),
    );
  }

  add(
    groupName: string,
    streamName: string,
    events: readonly {readonly timestamp: number; readonly message: string; readonly ingestionTime?: number}[],
  ): void {
    this.createGroup(groupName);
    const group = this.#groups.get(groupName);
    if (group === undefined) return;
    const stream = group.streams.get(streamName) ?? [];
    group.streams.set(streamName, stream);
    for (const {timestamp, message, ingestionTime = timestamp + 800} of events) {
      if (Number.isNaN(timestamp)) throw new Error(`bad time in ${groupName} ${streamName}: ${message}`);
      const sequence = this.#sequence++;
      const eventId = `3${String(timestamp).padStart(20, '0')}${String(sequence).padStart(35, '0')}`;
      const event = {timestamp, ingestionTime, stream: streamName, message, eventId, sequence};
      stream.push(event);
      group.events.push(event);
      group.createdAt = Math.min(group.createdAt, timestamp - 1000);
    }
    group.sorted = false;
  }

  get(name: string): StoredGroup | undefined {
    const group = this.#groups.get(name);
    if (group !== undefined && !group.sorted) {
      group.events.sort(inOrder);
      for (const events of group.streams.values()) events.sort(inOrder);
      group.sorted = true;
    }
    return group;
  }

  names(): string[] {
    return [...this.#groups.keys()].sort();
  }
}

export function inOrder(a: StoredEvent, b: StoredEvent): number {
  return a.timestamp - b.timestamp || a.ingestionTime - b.ingestionTime || a.sequence - b.sequence;
}

/** Index of the first event at or after `time` in a sorted list. */
export function firstAt(events: readonly StoredEvent[], time: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.timestamp ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
