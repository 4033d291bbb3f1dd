/** Masks one text; a redactor's `text` bound to its place. */
export type Mask = (text: string) => string;

/**
 * Not in any log message that CloudWatch takes, and never part of what a mask replaces alone. Messages stay lines of
 * their own: some secrets are known by filling a line.
 */
const BETWEEN = '\n\u0000\n';

const KEY_BEGINS = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_ENDS = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;

/**
 * Masks messages a page at a time: most pages hold no secret, and to know that of a page costs a fraction of knowing it
 * of each line. A private key that an application prints line by line is masked over all its lines.
 */
export class MessageMasker {
  readonly #mask: Mask;
  readonly #insideKey = new Set<string>();

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
      const inside = this.#insideKey.has(stream);
      if (begins === null && !inside) return message;
      const ends = KEY_ENDS.exec(message.slice(begins?.index ?? 0));
      const head = inside ? '' : message.slice(0, begins?.index);
      if (ends === null) {
        this.#insideKey.add(stream);
        return `${head}[masked private-key]`;
      }
      this.#insideKey.delete(stream);
      return `${head}[masked private-key]${message.slice((begins?.index ?? 0) + ends.index + ends[0].length)}`;
    });
  }
}
