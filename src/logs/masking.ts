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

/**
 * Masks messages a page at a time: most pages hold no secret, and to know that of a page costs a fraction of knowing it
 * of each line. A private key that an application prints line by line is masked over all its lines.
 */
export class MessageMasker {
  readonly #mask: Mask;
  /** Streams inside a key, with how many lines in a row were none of its. */
  readonly #insideKey = new Map<string, number>();

  constructor(mask: Mask) {
    this.#mask = mask;
  }

  /** @param streams the stream of each message: a key's lines stay in one */
  messages(messages: readonly string[], streams: readonly string[]): readonly string[] {
    if (messages.length === 0) return messages;
    const joined = messages.join(BETWEEN);
    const hasKeys = this.#insideKey.size > 0 || joined.includes('PRIVATE KEY');
    const rest = hasKeys ? this.#withoutKeys(messages, streams) : messages;
    const text = hasKeys ? rest.join(BETWEEN) : joined;
    const masked = this.#mask(text);
    if (masked === text) return rest;
    const parts = masked.split(BETWEEN);
    // A mask that ran over the border of two messages: each is masked for itself.
    return parts.length === rest.length ? parts : rest.map((message) => this.#mask(message));
  }

  #withoutKeys(messages: readonly string[], streams: readonly string[]): readonly string[] {
    return messages.map((message, index) => {
      const stream = streams[index] ?? '';
      const begins = KEY_BEGINS.exec(message);
      const others = this.#insideKey.get(stream);
      const inside = others !== undefined && others < MOST_OTHERS;
      if (begins === null && !inside) {
        this.#insideKey.delete(stream);
        return message;
      }
      const ends = KEY_ENDS.exec(message.slice(begins?.index ?? 0));
      const head = inside ? '' : message.slice(0, begins?.index);
      if (ends === null) {
        this.#insideKey.set(stream, begins !== null || KEY_BODY.test(message) ? 0 : (others ?? 0) + 1);
        return `${head}[masked private-key]`;
      }
      this.#insideKey.delete(stream);
      return `${head}[masked private-key]${message.slice((begins?.index ?? 0) + ends.index + ends[0].length)}`;
    });
  }
}
