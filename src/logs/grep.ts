import {createContext, Script} from 'node:vm';
import {usageError} from '../errors.js';

/** How long one page may be searched. An honest expression needs milliseconds. */
const BUDGET_MS = 5000;

export type Grep = (messages: readonly string[]) => readonly boolean[];

/**
 * Searches messages with a JavaScript regular expression that the user wrote.
 *
 * An expression can backtrack without end on the wrong line, and nothing in the language stops it. So a page at a time
 * is searched under V8's watchdog, and an expression that overruns ends the command with a message: an answer without
 * the lines that it could not judge would be wrong.
 *
 * @throws DiagError (exit 2) for an expression that does not parse, and when one overruns
 */
export function createGrep(source: string, budgetMs = BUDGET_MS): Grep {
  const expression = compile(source);
  const context = createContext({expression, messages: [] as readonly string[]});
  const script = new Script('messages.map((message) => expression.test(message))');
  return (messages) => {
    context['messages'] = messages;
    try {
      return Array.from(script.runInContext(context, {timeout: budgetMs}) as boolean[]);
    } catch (error) {
      if ((error as {code?: unknown} | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      throw usageError(
        `--grep ${source} takes longer than ${budgetMs / 1000} s for one page of lines.`,
        [
          'It backtracks: avoid repeats inside repeats such as (a+)+ or (.*)*.',
          'CloudWatch can search for plain words much faster: --filter \'"timeout"\'',
        ],
        error,
      );
    }
  };
}

function compile(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    // Written for the older syntax: \- and the like are errors under the flag u.
  }
  try {
    return new RegExp(source);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    throw usageError(`--grep is no regular expression: ${why}.`, [
      'Put a backslash before characters that are meant literally: \\( \\[ \\.',
    ]);
  }
}
