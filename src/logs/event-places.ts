import type {PageEvent} from './page.js';

/** What an event of FilterLogEvents says, and whether it says it as a text. */
const FIELDS = {
  logStreamName: 'text',
  timestamp: 'number',
  message: 'text',
  ingestionTime: 'number',
  eventId: 'text',
} as const;

type Field = keyof typeof FIELDS;

/** Bytes that stand in every event of a page: the comma, the key and the quote between two values. */
class Literal {
  readonly text: string;
  readonly length: number;
  readonly #words: Int32Array;
  readonly #rest: Uint8Array;

  constructor(text: string) {
    const bytes = Buffer.from(text, 'latin1');
    this.text = text;
    this.length = bytes.length;
    this.#words = Int32Array.from({length: bytes.length >> 2}, (_, at) => bytes.readInt32LE(at * 4));
    this.#rest = bytes.subarray(this.#words.length * 4);
  }

  isAt(body: Buffer, view: DataView, at: number): boolean {
    if (at + this.length > body.length) return false;
    const words = this.#words;
    let place = at;
    for (let index = 0; index < words.length; index++, place += 4) {
      if (view.getInt32(place, true) !== words[index]) return false;
    }
    const rest = this.#rest;
    for (let index = 0; index < rest.length; index++) if (body[place + index] !== rest[index]) return false;
    return true;
  }
}

interface Layout {
  /** In the order in which they stand, each with what stands before it. */
  readonly fields: readonly {readonly field: Field; readonly lead: Literal; readonly isText: boolean}[];
  readonly end: Literal;
  /** Of the first event, in bytes. */
  readonly length: number;
}

/** Where each of the values begins and ends. */
const PLACES = 2 * Object.keys(FIELDS).length;

/** Names of streams, by their last bytes: the same few in every page. */
const names = new Map<number, Literal>();
const MOST_NAMES = 5000;

/**
 * Texts are cut from pieces of this many bytes, and keep them alive. Much longer pieces would outlive a collection of
 * young garbage, which then costs more than everything else here.
 */
const PIECE_BYTES = 4096;

/**
 * Where each value of each event of a page stands, told in half the time of JSON.parse and without garbage. Undefined
 * where the page is not of the one shape that AWS sends, each event with the same keys in the same order and no blanks
 * in between: JSON.parse is to read it then.
 *
 * Nothing is taken on trust: every byte of the events is compared with the layout of the first one, or is part of a
 * text that JSON takes, or of a number.
 *
 * @param from where the first event begins, behind `"events":[`
 */
export function readEventPlaces(body: Buffer, from: number): EventPlaces | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const layout = layoutAt(body, view, from);
  if (layout === undefined) return undefined;
  const {fields, end, length} = layout;
  let places = new Int32Array(PLACES * Math.ceil((1.2 * body.length) / length));
  let count = 0;
  for (let at = from; ; at += 1) {
    if (count + PLACES > places.length) {
      const more = new Int32Array(2 * places.length);
      more.set(places);
      places = more;
    }
    for (let index = 0; index < fields.length; index++) {
      const {lead, isText} = fields[index] as Layout['fields'][number];
      if (!lead.isAt(body, view, at)) return undefined;
      at += lead.length;
      places[count] = at;
      const stop = isText ? endOfText(body, view, at) : endOfNumber(body, at);
      if (stop === -1) return undefined;
      places[count + 1] = stop;
      count += 2;
      at = stop & PLACE;
    }
    if (!end.isAt(body, view, at)) return undefined;
    at += end.length;
    if (body[at] === CLOSE) return new EventPlaces(body, view, layout, places, count / PLACES, at);
    if (body[at] !== COMMA) return undefined;
  }
}

export class EventPlaces {
  readonly length: number;
  /** Where the list of events ends: at `]`. */
  readonly end: number;
  readonly #body: Buffer;
  readonly #view: DataView;
  readonly #places: Int32Array;
  /** Where the places of a field stand among those of its event. */
  readonly #at: Readonly<Record<Field, number>>;

  constructor(body: Buffer, view: DataView, layout: Layout, places: Int32Array, length: number, end: number) {
    this.length = length;
    this.end = end;
    this.#body = body;
    this.#view = view;
    this.#places = places;
    const at = (field: Field) => 2 * layout.fields.findIndex((other) => other.field === field);
    this.#at = {
      logStreamName: at('logStreamName'),
      timestamp: at('timestamp'),
      message: at('message'),
      ingestionTime: at('ingestionTime'),
      eventId: at('eventId'),
    };
  }

  /** As long as the body is not used for anything else. */
  events(from: number, to: number): ToldEvents {
    const [body, view, places] = [this.#body, this.#view, this.#places];
    const at = this.#at;
    const events: PageEvent[] = [];
    let isPlain = true;
    let piece = '';
    let pieceAt = 0;
    let pieceEnd = 0;
    const text = (place: number): string => {
      const begin = places[place] as number;
      const end = places[place + 1] as number;
      if ((end & ~PLACE) === 0) return piece.slice(begin - pieceAt, end - pieceAt);
      isPlain = false;
      if ((end & WIDE) !== 0) return decoded(body, begin, end);
      return JSON.parse(piece.slice(begin - 1 - pieceAt, (end & PLACE) + 1 - pieceAt)) as string;
    };
    for (let event = from * PLACES; event < to * PLACES; event += PLACES) {
      // With the quote after a text.
      const end = ((places[event + PLACES - 1] as number) & PLACE) + 1;
      if (end > pieceEnd) {
        // With the quote before a text.
        pieceAt = (places[event] as number) - 1;
        pieceEnd = Math.max(end, Math.min(pieceAt + PIECE_BYTES, body.length));
        piece = body.toString('latin1', pieceAt, pieceEnd);
      }
      const name = event + at.logStreamName;
      if (((places[name + 1] as number) & ~PLACE) !== 0) isPlain = false;
      events.push({
        eventId: text(event + at.eventId),
        logStreamName: nameIn(body, view, places[name] as number, places[name + 1] as number),
        timestamp: numberAt(body, places[event + at.timestamp] as number),
        message: text(event + at.message),
        ingestionTime: numberAt(body, places[event + at.ingestionTime] as number),
      });
    }
    return {events, isPlain};
  }
}

export interface ToldEvents {
  readonly events: PageEvent[];
  /** None of their texts holds an escape or a letter beyond ASCII. */
  readonly isPlain: boolean;
}

/** A text of JSON that was looked through already. */
function decoded(body: Buffer, begin: number, end: number): string {
  return JSON.parse(body.toString('utf8', begin - 1, (end & PLACE) + 1)) as string;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CLOSE = 0x5d;

/**
 * Where the text that begins here ends, marked where it cannot be taken letter by letter; -1 where JSON would not
 * take it.
 */
function endOfText(body: Buffer, view: DataView, from: number): number {
  let at = from;
  const last = body.length - 4;
  let seen = 0;
  let isEscaped = false;
  for (;;) {
    // Four bytes at once. The first part puts quotes where blanks are: they and all controls are below 0x21 then. The
    // second one is for backslashes, and of bytes beyond ASCII neither says anything.
    for (; at <= last; at += 4) {
      const word = view.getInt32(at, true);
      const stop = ((word ^ 0x02020202) - 0x21212121) | ((word ^ 0x5c5c5c5c) - 0x01010101);
      if ((stop & ~word & 0x80808080) !== 0) break;
      seen |= word;
    }
    let byte = body[at];
    while (byte !== undefined && byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) {
      seen |= byte;
      at += 1;
      byte = body[at];
    }
    if (byte === QUOTE) return at | (isEscaped ? ESCAPED : 0) | ((seen & 0x80808080) === 0 ? 0 : WIDE);
    if (byte !== BACKSLASH) return -1;
    isEscaped = true;
    at = endOfEscape(body, at);
    if (at === -1) return -1;
  }
}

/** Set in the end of a text that holds escapes, or letters beyond ASCII. */
const ESCAPED = 1 << 30;
const WIDE = 1 << 29;
/** The rest of it: no page is longer. */
const PLACE = WIDE - 1;

function endOfEscape(body: Buffer, at: number): number {
  const letter = body[at + 1];
  if (letter === undefined || !ESCAPES.includes(letter)) return -1;
  if (letter !== U) return at + 2;
  return /^[0-9a-f]{4}$/i.test(body.toString('latin1', at + 2, at + 6)) ? at + 6 : -1;
}

const ESCAPES = Buffer.from('"\\/bfnrtu');
const U = 0x75;

/** Whole, positive, exact: whatever else JSON takes for a number is left to JSON.parse. */
function endOfNumber(body: Buffer, from: number): number {
  let at = from;
  while (isDigit(body[at])) at += 1;
  const length = at - from;
  return length === 0 || length > 15 || (length > 1 && body[from] === ZERO) ? -1 : at;
}

const ZERO = 0x30;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

/** One that was looked through already. */
function numberAt(body: Buffer, from: number): number {
  let value = 0;
  for (let at = from; isDigit(body[at]); at++) value = value * 10 + ((body[at] as number) - ZERO);
  return value;
}

/** One string for all events of a stream: what knows streams by their names need not look at it letter by letter. */
function nameIn(body: Buffer, view: DataView, from: number, to: number): string {
  if ((to & ~PLACE) !== 0) return decoded(body, from, to);
  const key = to - from < 4 ? to - from : view.getInt32(to - 4, true);
  const known = names.get(key);
  if (known !== undefined && known.length === to - from && known.isAt(body, view, from)) return known.text;
  const name = body.toString('latin1', from, to);
  if (names.size >= MOST_NAMES) names.clear();
  names.set(key, new Literal(name));
  return name;
}

/** What stands between the values of the first event; undefined where it is not made of all the known ones. */
function layoutAt(body: Buffer, view: DataView, from: number): Layout | undefined {
  const fields: {field: Field; lead: Literal; isText: boolean}[] = [];
  let at = from;
  let before = '{';
  for (;;) {
    const key = /^"([A-Za-z]{1,20})":("?)/.exec(body.toString('latin1', at + before.length, at + before.length + 30));
    const field = key?.[1] ?? '';
    if (key === null || !isField(field) || fields.some((other) => other.field === field)) return undefined;
    const quote = key[2] ?? '';
    const isText = quote !== '';
    if ((FIELDS[field] === 'text') !== isText) return undefined;
    const lead = new Literal(before + key[0]);
    if (!lead.isAt(body, view, at)) return undefined;
    fields.push({field, lead, isText});
    at += lead.length;
    const stop = isText ? endOfText(body, view, at) : endOfNumber(body, at);
    if (stop === -1) return undefined;
    at = stop & PLACE;
    if (2 * fields.length === PLACES) {
      const end = new Literal(`${quote}}`);
      return {fields, end, length: at + end.length - from};
    }
    before = `${quote},`;
  }
}

function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name);
}
