/** Masks one text; a redactor's `text` bound to its place. */
export type Mask = (text: string) => string;

/**
 * Not in any log message that CloudWatch takes, and never part of what a mask replaces alone. Messages stay lines of
 * their own: some secrets are known by filling a line.
 */
const BETWEEN = '\n\u0000\n';

const KEY_BEGINS = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_ENDS = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;

/** What the lines of a key are made of. Only the last one is shorter. */
const KEY_BODY = /[A-Za-z0-9+/=]{40}/;
/**
 * So many lines in a row that no key is made of end one whose end was never printed: headers, and lines of others in
 * between, are fewer. Without it a cut key would hide all that its instance says afterwards, how it died included.
 */
const MOST_OTHERS = 20;
/** The last line of a key is short: before an end without a beginning it looks like this. */
const KEY_TAIL = /^\s*[A-Za-z0-9+/]{1,76}={0,2}\s*$/;

/** So much of a stream's last message is kept for the next portion, of so many streams. */
const KEPT_TAIL = 4096;
const KEPT_STREAMS = 1000;

/** A message that comes after those that are masked now. */
export interface Following {
  readonly message: string;
  readonly logStreamName: string;
}

/** Of each stream that wrote now the first message that follows. Most streams write often: few have to be looked at. */
function firstOfEach(streams: readonly string[], following: readonly Following[]): Following[] {
  if (following.length === 0) return [];
  const waiting = new Set(streams);
  const found: Following[] = [];
  for (const one of following) {
    if (waiting.size === 0) break;
    if (waiting.delete(one.logStreamName)) found.push(one);
  }
  return found;
}

/** Two texts that follow each other, masked where a value runs from one into the other; undefined where none does. */
export type Across = (before: string, after: string) => readonly [string, string] | undefined;

/** What a redactor knows beyond one text. */
export interface BeyondOneMessage {
  /** Two messages that follow each other, with a value that runs from the first into the second masked in both. */
  readonly across?: Across;
  /** Called for each message of a key that was masked as a whole: for the ledger. */
  readonly hidKey?: () => void;
}

/**
 * Masks messages a portion of a page at a time: most portions hold no secret, and to know that of one costs a fraction of
 * knowing it of each line. A private key that an application prints line by line is masked over all its lines.
 */
export class MessageMasker {
  readonly #mask: Mask;
  /** Streams inside a key, with how many lines in a row were none of its. */
  readonly #insideKey = new Map<string, number>();
  readonly #beyond: BeyondOneMessage;
  /** The end of each stream's last message. */
  readonly #tails = new Map<string, string>();

  constructor(mask: Mask, beyond: BeyondOneMessage = {}) {
    this.#mask = mask;
    this.#beyond = beyond;
  }

  /**
   * @param streams the stream of each message: a key's lines stay in one
   * @param following what comes next, as far as it is known: a value or a key may end there. They are not masked yet
   */
  messages(
    messages: readonly string[],
    streams: readonly string[],
    following: readonly Following[] = [],
  ): readonly string[] {
    if (messages.length === 0) return messages;
    const joined = messages.join(BETWEEN);
    const next = firstOfEach(streams, following);
    const hasKeys =
      this.#insideKey.size > 0 ||
      joined.includes('PRIVATE KEY') ||
      next.some(({message}) => message.includes('PRIVATE KEY'));
    const keyless = hasKeys ? this.#withoutKeys(messages, streams, next) : messages;
    const rest = this.#withoutSplitValues(keyless, streams, next);
    const text = rest === messages ? joined : rest.join(BETWEEN);
    const masked = this.#mask(text);
    if (masked === text) return rest;
    const parts = masked.split(BETWEEN);
    // A mask that ran over the border of two messages: each is masked for itself.
    return parts.length === rest.length ? parts : rest.map((message) => this.#mask(message));
  }

  /** The same array where nothing runs over a border: most pages. */
  #withoutSplitValues(
    messages: readonly string[],
    streams: readonly string[],
    next: readonly Following[],
  ): readonly string[] {
    const {across} = this.#beyond;
    if (across === undefined) return messages;
    let changed: string[] | undefined;
    const lastOf = new Map<string, {at: number}>();
    for (let index = 0; index < messages.length; index++) {
      const message = messages[index] ?? '';
      const stream = streams[index] ?? '';
      const known = lastOf.get(stream);
      const last = known?.at;
      if (known === undefined) lastOf.set(stream, {at: index});
      else known.at = index;
      const before = last === undefined ? this.#tails.get(stream) : (changed ?? messages)[last];
      if (before === undefined) continue;
      const masked = across(before, message);
      if (masked === undefined) continue;
      const [first, second] = masked;
      changed ??= [...messages];
      // What was masked with an earlier portion was shown already.
      if (last !== undefined) changed[last] = first;
      changed[index] = second;
    }
    for (const {message, logStreamName} of next) {
      const last = lastOf.get(logStreamName)?.at;
      const before = last === undefined ? undefined : (changed ?? messages)[last];
      const masked = before === undefined ? undefined : across(before, message);
      if (masked === undefined || last === undefined) continue;
      changed ??= [...messages];
      changed[last] = masked[0];
    }
    if (this.#tails.size + lastOf.size > KEPT_STREAMS) this.#tails.clear();
    for (const [stream, {at}] of lastOf) this.#tails.set(stream, messages[at]?.slice(-KEPT_TAIL) ?? '');
    return changed ?? messages;
  }

  #withoutKeys(messages: readonly string[], streams: readonly string[], next: readonly Following[]): readonly string[] {
    const lastOf = new Map<string, number>();
    const result: string[] = [];
    for (const [index, message] of messages.entries()) {
      const stream = streams[index] ?? '';
      const last = lastOf.get(stream);
      // A key whose header came before the window: its long lines are known by their shape, its last one by its place.
      if (last !== undefined && KEY_TAIL.test(result[last] ?? '') && KEY_ENDS.test(message)) {
        result[last] = this.#hidden();
      }
      lastOf.set(stream, index);
      result.push(this.#withoutKey(message, stream));
    }
    for (const {message, logStreamName} of next) {
      const last = lastOf.get(logStreamName);
      if (last !== undefined && KEY_TAIL.test(result[last] ?? '') && KEY_ENDS.test(message)) {
        result[last] = this.#hidden();
      }
    }
    return result;
  }

  #hidden(): string {
    this.#beyond.hidKey?.();
    return '[masked private-key]';
  }

  #withoutKey(message: string, stream: string): string {
    let shown = '';
    // Behind the end of one key another may begin.
    for (let rest = message; ; ) {
      const begins = KEY_BEGINS.exec(rest);
      const others = this.#insideKey.get(stream);
      const inside = others !== undefined && others < MOST_OTHERS;
      if (begins === null && !inside) {
        this.#insideKey.delete(stream);
        return shown + rest;
      }
      const ends = KEY_ENDS.exec(rest.slice(begins?.index ?? 0));
      const head = inside ? '' : rest.slice(0, begins?.index);
      shown += `${head}${this.#hidden()}`;
      if (ends === null) {
        this.#insideKey.set(stream, begins !== null || KEY_BODY.test(rest) ? 0 : (others ?? 0) + 1);
        return shown;
      }
      this.#insideKey.delete(stream);
      rest = rest.slice((begins?.index ?? 0) + ends.index + ends[0].length);
    }
  }
}
