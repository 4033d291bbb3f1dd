import {AwsError} from '../aws/errors.js';
import {isNotFound} from '../evidence/attempt.js';
import type {Examination} from '../evidence/examination.js';
import type {LogSession} from '../evidence/log-session.js';
import type {LogGroup} from '../logs/merge.js';
import type {PageEvent} from '../logs/page.js';

export interface DeploymentLinesOptions {
  readonly session: Pick<LogSession, 'instances' | 'instance'>;
  /** From when on lines are read, epoch milliseconds. */
  readonly from: number;
  readonly note: (text: string) => void;
}

/** Streams of a deployment's instances begin with it; clocks and records of it differ by a little. */
const LEAD = 60_000;
/** Streams that the listing does not hold are looked for one by one, so many at once and so many in all. */
const AT_ONCE = 5;
const MOST_LOOKED_FOR = 500;

/**
 * Tells which events are one deployment's: its own stream, App Runner's events, and the instances that it made. Those
 * are the ones whose stream was created since it began. Of one whose creation cannot be told the lines are kept, unless
 * it wrote before, and a remark says so.
 */
export class DeploymentLines {
  readonly #options: DeploymentLinesOptions;
  readonly #id: string;
  readonly #start: number;
  readonly #belongs = new Map<string, boolean>();
  readonly #listed: Promise<{readonly why?: string}>;
  #lookedFor = 0;
  #isTold = false;

  constructor({operation, window}: Examination, options: DeploymentLinesOptions) {
    this.#options = options;
    this.#id = operation?.id ?? '';
    this.#start = (operation?.startedAt ?? window?.from ?? 0) - LEAD;
    this.#listed = this.#list();
    // Said when a line's stream is asked for; without a line it does not matter.
    this.#listed.catch(() => {});
  }

  /** Learns of the streams of events that are about to be judged. Events come in order of time. */
  async learn(group: LogGroup, events: readonly PageEvent[]): Promise<void> {
    if (group !== 'application') return;
    const strangers = new Map<string, number>();
    for (const {logStreamName, timestamp} of events) {
      if (!this.#belongs.has(logStreamName) && !strangers.has(logStreamName)) strangers.set(logStreamName, timestamp);
    }
    if (strangers.size === 0) return;
    const {why} = await this.#listed;
    const unknown = [...strangers].filter(([stream]) => !this.#belongs.has(stream));
    for (let at = 0; at < unknown.length; at += AT_ONCE) {
      await Promise.all(unknown.slice(at, at + AT_ONCE).map(([stream, wrote]) => this.#lookFor(stream, wrote, why)));
    }
  }

  has(group: LogGroup, {logStreamName}: PageEvent): boolean {
    return group === 'application'
      ? this.#belongs.get(logStreamName) !== false
      : !logStreamName.startsWith('deployment/') || logStreamName.endsWith(this.#id);
  }

  async #list(): Promise<{readonly why?: string}> {
    try {
      for (const {stream, createdAt} of await this.#options.session.instances(this.#options.from)) {
        this.#belongs.set(stream, createdAt >= this.#start);
      }
      return {};
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return isNotFound(error) ? {} : {why: whyOf(error)};
    }
  }

  async #lookFor(stream: string, wrote: number, unlisted: string | undefined): Promise<void> {
    const {createdAt, why} = await this.#createdAt(stream, unlisted);
    // A line from before tells as much as a stream's record.
    const began = createdAt ?? (wrote < this.#start ? wrote : undefined);
    this.#belongs.set(stream, began === undefined || began >= this.#start);
    if (began === undefined) this.#tell(why);
  }

  async #createdAt(
    stream: string,
    unlisted: string | undefined,
  ): Promise<{readonly createdAt?: number; readonly why: string}> {
    if (unlisted !== undefined) return {why: unlisted};
    this.#lookedFor += 1;
    if (this.#lookedFor > MOST_LOOKED_FOR) return {why: 'there are too many streams'};
    try {
      const createdAt = await this.#options.session.instance(stream);
      return {why: 'AWS does not say when their streams were created', ...(createdAt !== undefined && {createdAt})};
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return {why: whyOf(error)};
    }
  }

  #tell(why: string): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#options.note(
      `Which instances the deployment made cannot be told of all (${why}): lines of instances from before it may stand among these.`,
    );
  }
}

function whyOf({failure: {why, fix}}: AwsError): string {
  return fix === undefined ? why : `${why}; ${fix}`;
}
