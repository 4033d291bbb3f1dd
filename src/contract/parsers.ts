import type {ParseType} from './model.js';
import {isPythonFloat, isPythonInt} from './python.js';

const PARSERS: {readonly [T in ParseType]: {readonly parses: (value: string) => boolean; readonly words: string}} = {
  'python-int': {parses: isPythonInt, words: "a whole number that Python's int() takes"},
  'python-float': {parses: isPythonFloat, words: "a number that Python's float() takes"},
  integer: {parses: (value) => /^[+-]?\d+$/.test(value), words: 'a whole number'},
  number: {parses: (value) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value), words: 'a number'},
  boolean: {parses: (value) => /^(?:true|false|1|0|yes|no|on|off)$/i.test(value), words: 'a boolean'},
  url: {parses: (value) => URL.canParse(value), words: 'an absolute URL'},
  json: {parses: isJson, words: 'JSON'},
};

export function parsesAs(type: ParseType, value: string): boolean {
  return PARSERS[type].parses(value);
}

/** What a value of the type is, in words. */
export function parseTypeInWords(type: ParseType): string {
  return PARSERS[type].words;
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
