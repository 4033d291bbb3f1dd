import type {Contract} from '../contract/model.js';
import {describeVariable} from './describe-value.js';
import type {Variable} from './model.js';

/**
 * What base images set, the same for everyone: a version masked wherever it stands would blank out log lines.
 */
const BASE_IMAGE =
  /^(PATH|HOME|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|PWD|SHELL|DEBIAN_FRONTEND|GPG_KEY|JAVA_HOME|GOPATH|[A-Z0-9_]+_(VERSION|SHA256|SHA512|CHECKSUM|DOWNLOAD_URL|DOWNLOAD_SHA))$/;

/** Turns values into what may be said of them, and remembers the values so that they can be masked elsewhere. */
export interface Variables {
  readonly describe: (name: string, value: string, source: Variable['source']) => Variable;
  /** Notes a value to mask without describing it. */
  readonly add: (name: string, value: string) => void;
  readonly values: () => readonly {readonly name: string; readonly value: string}[];
}

/**
 * @param salt key of the fingerprints: equal values of one run print equal
 */
export function createVariables(contract: Contract, salt: string): Variables {
  const known = new Map<string, {name: string; value: string}>();
  const add = (name: string, value: string): void => {
    known.set(`${name}\u0000${value}`, {name, value});
  };
  return {
    add,
    values: () => [...known.values()],
    describe(name, value, source) {
      if (source !== 'image' || !BASE_IMAGE.test(name)) add(name, value);
      return describeVariable(contract, salt, {name, value, source});
    },
  };
}
