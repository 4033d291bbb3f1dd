import type {NormalizedSchema} from '@smithy/core/schema';
import {MalformedAnswerError} from './errors.js';

/** Gives back a value of the declared shape. */
type Shape = (value: unknown) => unknown;

/**
 * An answer of the shape that its API declares: members that are null are left out, anything of another type is refused.
 *
 * The SDK hands on what it was sent, whatever its types say. An emulator, a proxy or a slip of AWS's would reach code
 * that trusts them, and dropping the odd part would make the answer say less without saying so. Names the place only:
 * an answer may hold values of variables.
 *
 * @throws MalformedAnswerError
 */
export function shaped(answer: unknown, schema: NormalizedSchema): unknown {
  try {
    return shapeOf(schema)(answer);
  } catch (error) {
    throw placed(error, 'the answer');
  }
}

function shapeOf(schema: NormalizedSchema): Shape {
  if (schema.isDocumentSchema() || schema.isUnitSchema()) return (value) => value;
  if (schema.isStructSchema()) return structure(schema);
  if (schema.isListSchema()) {
    const item = later(() => shapeOf(schema.getValueSchema()));
    return (value) => {
      if (!Array.isArray(value)) throw wrong('a list');
      return value.map((each: unknown, i) => step(item(), each, i));
    };
  }
  if (schema.isMapSchema()) {
    const item = later(() => shapeOf(schema.getValueSchema()));
    // The names may be the user's own, and none of them is worth telling.
    return (value) =>
      Object.fromEntries(Object.entries(record(value)).map(([name, each]) => [name, step(item(), each)]));
  }
  return scalar(schema);
}

function structure(schema: NormalizedSchema): Shape {
  const members = later(() => [...schema.structIterator()].map(([name, member]) => ({name, shape: shapeOf(member)})));
  return (value) => {
    const found = record(value);
    const kept: Record<string, unknown> = {...found};
    for (const {name, shape} of members()) {
      const member = found[name];
      if (member === null) delete kept[name];
      else if (member !== undefined) kept[name] = step(shape, member, name);
    }
    return kept;
  };
}

function scalar(schema: NormalizedSchema): Shape {
  if (schema.isStringSchema()) return only('text', (value) => typeof value === 'string');
  if (schema.isBooleanSchema()) return only('true or false', (value) => typeof value === 'boolean');
  if (schema.isTimestampSchema()) return only('a time', (value) => value instanceof Date);
  if (schema.isBlobSchema()) return only('bytes', (value) => value instanceof Uint8Array);
  if (schema.isNumericSchema()) return only('a number', (value) => ['number', 'bigint'].includes(typeof value));
  return (value) => value;
}

function only(name: string, holds: (value: unknown) => boolean): Shape {
  return (value) => {
    if (!holds(value)) throw wrong(name);
    return value;
  };
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('a structure');
  return value as Record<string, unknown>;
}

/** One member or item; the place is put together only where something is wrong. */
function step(shape: Shape, value: unknown, at?: string | number): unknown {
  try {
    return shape(value);
  } catch (error) {
    throw placed(error, at === undefined ? '.…' : typeof at === 'number' ? `[${at}]` : `.${at}`);
  }
}

function placed(error: unknown, place: string): unknown {
  return error instanceof MalformedAnswerError ? new MalformedAnswerError(`${place}${error.message}`) : error;
}

function wrong(type: string): MalformedAnswerError {
  return new MalformedAnswerError(` is not ${type}`);
}

/** Schemas may hold themselves: a shape is made when the first value comes, and once. */
function later<T>(make: () => T): () => T {
  let made: {readonly value: T} | undefined;
  return () => {
    made ??= {value: make()};
    return made.value;
  };
}
