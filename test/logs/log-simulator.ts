import {type FetchPage, type PageEvent, type PageRequest, StaleToken, Throttled} from '../../src/logs/page.js';

export interface SimulatorOptions {
  readonly pageSize?: number;
  /** Every nth call answers with an empty page and a token first. */
  readonly emptyEvery?: number;
  readonly throttleEvery?: number;
  /** Every nth use of a token finds it dead. */
  readonly staleEvery?: number;
  readonly now?: () => number;
}

/** FilterLogEvents in memory: pages sorted by stamp and ingestion, the end exclusive, tokens bound to their query. */
export class LogSimulator {
  readonly events: (PageEvent & {readonly visibleAt: number})[] = [];
  readonly requests: PageRequest[] = [];
  inFlight = 0;
  mostInFlight = 0;
  #calls = 0;
  #tokens = 0;
  readonly #options: SimulatorOptions;

  constructor(options: SimulatorOptions = {}) {
    this.#options = options;
  }

  add(timestamp: number, message: string, logStreamName = 'instance/1', visibleAt = 0): void {
    const eventId = String(this.events.length).padStart(12, '0');
    this.events.push({eventId, timestamp, message, logStreamName, ingestionTime: visibleAt, visibleAt});
  }

  readonly fetchPage: FetchPage = async (request, signal) => {
    signal.throwIfAborted();
    this.requests.push(request);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    this.inFlight -= 1;
    this.#calls += 1;
    const {pageSize = 10, emptyEvery = 0, throttleEvery = 0, staleEvery = 0, now = () => Infinity} = this.#options;
    if (throttleEvery > 0 && this.#calls % throttleEvery === 0) throw new Throttled('slow down');
    let offset = 0;
    if (request.token !== undefined) {
      this.#tokens += 1;
      if (staleEvery > 0 && this.#tokens % staleEvery === 0) throw new StaleToken('unknown token');
      offset = Number(request.token);
    }
    const end = request.to === undefined ? Infinity : request.to + 1;
    const matching = this.events
      .filter((e) => e.visibleAt <= now() && e.timestamp >= request.from && e.timestamp < end)
      .sort((a, b) => a.timestamp - b.timestamp || a.visibleAt - b.visibleAt || (a.eventId! < b.eventId! ? -1 : 1));
    if (emptyEvery > 0 && this.#calls % emptyEvery === 0) {
      return Buffer.from(JSON.stringify({events: [], nextToken: `${offset} `}));
    }
    const page = matching.slice(offset, offset + pageSize);
    const next = offset + pageSize < matching.length ? {nextToken: String(offset + pageSize)} : {};
    return Buffer.from(JSON.stringify({events: page.map(({visibleAt: _, ...event}) => event), ...next}));
  };
}
