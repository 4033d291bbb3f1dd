import type {LogGroup} from './merge.js';

/** An event on its way to the reader: masked. */
export interface LogEntry {
  readonly group: LogGroup;
  readonly stream: string;
  readonly timestamp: number;
  readonly message: string;
  readonly eventId?: string;
  /** All its texts are printable ASCII that JSON writes as it is. */
  readonly plain?: boolean;
  /** In follow: it came after a later one had been shown. */
  readonly late?: true;
}

/** Draws entries: each batch as it comes, and what was held back when all is over. */
export interface EntryView {
  batch(entries: readonly LogEntry[]): string;
  /** Nothing came for a while: what waits for more lines is drawn as it is. */
  idle(): string;
  /** All is over; `cut`: because no more was wanted, not because there is no more. */
  end(end?: 'whole' | 'cut'): string;
}
