import type {NormalizedSchema} from '@smithy/core/schema';
import {MalformedAnswerError} from './errors.js';

/**
 * An answer of the shape that its API declares: members that are null are left out, anything of another type is refused.
 *
 * The SDK hands on what it was sent, whatever its types say. An emulator, a proxy or a slip of AWS's would reach code
 * that trusts them, and dropping the odd part would make the answer say less without saying so. Names the place only:
 * an answer may hold values of variables.
 *
 * @throws MalformedAnswerError
 */
export function shaped(value: unknown, schema: NormalizedSchema, place = 'the answer'): unknown {
  if (schema.isDocumentSchema() || schema.isUnitSchema()) return value;
  if (schema.isStructSchema()) {
    const members = record(value, place);
    const kept: Record<string, unknown> = {...members};
    for (const [name, member] of schema.structIterator()) {
      if (members[name] === undefined) continue;
      if (members[name] === null) delete kept[name];
      else kept[name] = shaped(members[name], member, `${place}.${name}`);
    }
    return kept;
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrong(place, 'a list');
    const member = schema.getValueSchema();
    return value.map((item: unknown, i) => shaped(item, member, `${place}[${i}]`));
  }
  if (schema.isMapSchema()) {
    const member = schema.getValueSchema();
    // The names may be the user's own, and none of them is worth telling.
    return Object.fromEntries(
      Object.entries(record(value, place)).map(([name, item]) => [name, shaped(item, member, `${place}.…`)]),
    );
  }
  const type = scalarOf(schema);
  if (type !== undefined && !type.holds(value)) throw wrong(place, type.name);
  return value;
}

interface Scalar {
  readonly name: string;
  readonly holds: (value: unknown) => boolean;
}

function scalarOf(schema: NormalizedSchema): Scalar | undefined {
  if (schema.isStringSchema()) return {name: 'text', holds: (value) => typeof value === 'string'};
  if (schema.isBooleanSchema()) return {name: 'true or false', holds: (value) => typeof value === 'boolean'};
  if (schema.isTimestampSchema()) return {name: 'a time', holds: (value) => value instanceof Date};
  if (schema.isBlobSchema()) return {name: 'bytes', holds: (value) => value instanceof Uint8Array};
  if (schema.isNumericSchema()) {
    return {name: 'a number', holds: (value) => typeof value === 'number' || typeof value === 'bigint'};
  }
  return undefined;
}

function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place, 'a structure');
  return value as Record<string, unknown>;
}

function wrong(place: string, type: string): MalformedAnswerError {
  return new MalformedAnswerError(`${place} is not ${type}`);
}
