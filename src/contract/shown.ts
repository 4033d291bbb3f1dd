import type {Contract} from './model.js';

const PLAIN_WORD = /^[ \t]*[A-Za-z0-9_.-]*[ \t]*$/;
const MAX_LENGTH = 40;
/** Sixteen letters and digits in one run, a digit among them: a token rather than a name. */
const TOKEN_LIKE = /(?=[A-Za-z]*\d)[A-Za-z0-9]{16}/;

/**
 * The value, where the contract declares the variable's values harmless and this one looks it: a plain word, blanks
 * around it kept because they decide. Undefined: not to be shown.
 */
export function shownValue(contract: Contract, name: string, value: string): string | undefined {
  if (!contract.shown.includes(name)) return undefined;
  if (value.length > MAX_LENGTH || !PLAIN_WORD.test(value) || TOKEN_LIKE.test(value)) return undefined;
  return value;
}
