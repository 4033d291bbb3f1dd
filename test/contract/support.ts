import type {Lookup} from '../../src/contract/lookup.js';
import type {Contract} from '../../src/contract/model.js';
import {observe, shownValue} from '../../src/contract/predict.js';
import type {Variable} from '../../src/evidence/model.js';

/** The environment as a collector would keep it: observations in place of values. */
export function opaqueVariables(contract: Contract, env: {readonly [name: string]: string}): Variable[] {
  const prints = [...new Set(Object.values(env))];
  return Object.entries(env).map(([name, value]) => {
    const shown = shownValue(contract, name, value);
    return {
      name,
      source: 'plain',
      length: [...value].length,
      fingerprint: `print-${prints.indexOf(value)}`,
      traits: {},
      observations: observe(contract, name, value),
      ...(shown !== undefined && {shown}),
    };
  });
}

export function opaqueLookup(contract: Contract, env: {readonly [name: string]: string}): Lookup {
  const variables = new Map(opaqueVariables(contract, env).map((variable) => [variable.name, variable]));
  return (name) => {
    const variable = variables.get(name);
    return variable === undefined ? {kind: 'unset'} : {kind: 'opaque', variable};
  };
}
