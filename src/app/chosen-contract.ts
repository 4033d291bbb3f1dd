import {readFile} from 'node:fs/promises';
import type {Contract} from '../contract/model.js';
import {neravaContract} from '../contract/nerava.js';
import {usageError} from '../errors.js';
import {reason} from '../files.js';

export interface ChosenContract {
  readonly contract: Contract;
  readonly contractChosenBy: 'built-in' | 'configuration';
}

/**
 * The start-up contract in force: the one that flag or configuration file names, else the built-in one.
 *
 * @param named a path, or the built-in contract's own name, which applies it whatever program runs
 * @throws DiagError (exit 2)
 */
export async function chooseContract(named: string | undefined): Promise<ChosenContract> {
  if (named === undefined) return {contract: neravaContract, contractChosenBy: 'built-in'};
  if (named === neravaContract.name) return {contract: neravaContract, contractChosenBy: 'configuration'};
  const text = await readContract(named);
  const {loadContract} = await import('../contract/load.js');
  return {contract: loadContract(text, named), contractChosenBy: 'configuration'};
}

async function readContract(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw usageError(
      `Cannot read the start-up contract ${path}: ${reason(error)}.`,
      [`Give the path of a YAML file, or the name of the built-in contract: ${neravaContract.name}.`],
      error,
    );
  }
}
