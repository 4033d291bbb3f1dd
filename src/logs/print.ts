import type {EntryView, LogEntry} from './entry.js';
import type {FollowedEvent} from './follow.js';
import type {Grep} from './grep.js';
import {type Mask, MessageMasker} from './masking.js';
import type {LogGroup} from './merge.js';
import type {PageEvent} from './page.js';

export interface PrinterOptions {
  readonly view: EntryView;
  readonly mask: Mask;
  readonly grep?: Grep;
  /** So many lines and no more. */
  readonly limit?: number;
  /** Which events belong: a deployment's, for instance. */
  readonly keep?: (group: LogGroup, event: PageEvent) => boolean;
  readonly write: (text: string) => Promise<'written' | 'closed'>;
}

/** Whether more is wanted: the limit is reached, or nobody reads any more. */
export type Appetite = 'more' | 'enough' | 'closed';

/** Brings events to the reader: choose, mask, search, draw, write; one write a batch. */
export class Printer {
  readonly #options: PrinterOptions;
  readonly #masker: MessageMasker;
  #shown = 0;

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#masker = new MessageMasker(options.mask);
  }

  /** Lines so far. */
  get shown(): number {
    return this.#shown;
  }

  async events(group: LogGroup, events: readonly PageEvent[]): Promise<Appetite> {
    return this.#print(
      events.map((event) => ({group, event})),
      false,
    );
  }

  async followed(events: readonly FollowedEvent[]): Promise<Appetite> {
    return this.#print(events, true);
  }

  /** What the view still holds. */
  async end(): Promise<void> {
    await this.#write(this.#options.view.end());
  }

  async #print(
    found: readonly {readonly group: LogGroup; readonly event: PageEvent; readonly late?: boolean}[],
    following: boolean,
  ): Promise<Appetite> {
    const {view, grep, keep, limit = Number.POSITIVE_INFINITY} = this.#options;
    if (found.length === 0) return this.#write(following ? view.idle() : '');
    const kept = keep === undefined ? found : found.filter(({group, event}) => keep(group, event));
    const messages = this.#masker.messages(
      kept.map(({event}) => event.message),
      kept.map(({event}) => event.logStreamName),
    );
    const matches = grep?.(messages);
    const entries: LogEntry[] = [];
    for (const [index, {group, event, late}] of kept.entries()) {
      if (matches !== undefined && matches[index] !== true) continue;
      if (this.#shown + entries.length >= limit) break;
      entries.push({
        group,
        stream: event.logStreamName,
        timestamp: event.timestamp,
        message: messages[index] ?? '',
        ...(event.eventId !== undefined && {eventId: event.eventId}),
        ...(late === true && {late}),
      });
    }
    this.#shown += entries.length;
    const appetite = await this.#write(view.batch(entries));
    return appetite === 'more' && this.#shown >= limit ? 'enough' : appetite;
  }

  async #write(text: string): Promise<Appetite> {
    if (text === '') return 'more';
    return (await this.#options.write(text)) === 'closed' ? 'closed' : 'more';
  }
}
