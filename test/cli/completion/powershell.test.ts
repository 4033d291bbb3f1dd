import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {CompletionModel} from '../../../src/cli/completion/model.js';
import {powershellCompletion} from '../../../src/cli/completion/powershell.js';
import {quotePowerShell} from '../../../src/cli/completion/quote.js';

/** Everything by which PowerShell ends a single-quoted string. */
const SINGLE_QUOTES = /['\u2018-\u201b]/;

/**
 * The tokens of a PowerShell text, as far as these scripts go: single-quoted strings (their values, told by a leading
 * quote), double-quoted ones whole, brackets and other characters. Comments are left out.
 *
 * @throws Error for a string that does not end
 */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '#') {
      i = text.indexOf('\n', i);
      if (i === -1) break;
    } else if (c === '"') {
      const end = text.indexOf('"', i + 1);
      if (end === -1) throw new Error('a double quote does not end');
      tokens.push(text.slice(i, end + 1));
      i = end;
    } else if (SINGLE_QUOTES.test(c)) {
      let value = '';
      for (i += 1; ; i++) {
        if (i >= text.length) throw new Error(`a quote does not end: ${value.slice(0, 50)}`);
        if (!SINGLE_QUOTES.test(text.charAt(i))) value += text.charAt(i);
        else if (SINGLE_QUOTES.test(text.charAt(i + 1))) value += text.charAt(i++);
        else break;
      }
      tokens.push(`'${value}`);
    } else {
      const [word] = /^[\w$.-]+/.exec(text.slice(i)) ?? [];
      if (word !== undefined) i += word.length - 1;
      if (word !== undefined || !/\s/.test(c)) tokens.push(word ?? c);
    }
  }
  return tokens;
}

/** The value of a quoted expression: strings and characters by number, joined by plus signs. */
function textOf(expression: string): string {
  return tokensOf(expression)
    .map((token, i, all) => {
      if (token.startsWith("'")) return token.slice(1);
      return all[i - 1] === ']' && all[i - 2] === 'char' ? String.fromCharCode(Number(token)) : '';
    })
    .join('');
}

/** Brackets that close nothing, or are not closed. */
function unbalanced(tokens: readonly string[]): string[] {
  const pairs: {readonly [close: string]: string} = {')': '(', ']': '[', '}': '{'};
  const open: string[] = [];
  for (const token of tokens) {
    if ('([{'.includes(token)) open.push(token);
    else if (token in pairs && open.pop() !== pairs[token]) return [token];
  }
  return open;
}

/** The rows of the script, each member by its name. */
function rowsOf(script: string) {
  return [...script.matchAll(/^ {8}\[pscustomobject\]@\{(.*)\}$/gm)].map(([, row = '']) => {
    const tokens = tokensOf(row);
    const strings = (name: string) => {
      const from = tokens.indexOf(name);
      const next = tokens.findIndex((token, i) => i > from && token === ';');
      const expression = tokens.slice(from + 2, next === -1 ? undefined : next);
      return expression.filter((token) => token.startsWith("'")).map((token) => token.slice(1));
    };
    const has = (name: string) => tokens.includes(name);
    return {
      command: has('Command') ? strings('Command')[0] : undefined,
      name: strings('Name')[0],
      kind: has('Kind') ? strings('Kind')[0] : undefined,
      words: strings(has('Words') ? 'Words' : 'Argument'),
    };
  });
}

const text = fc.oneof(
  fc.string({unit: 'binary', maxLength: 30}),
  fc.constantFrom("it's", 'it’s', '‘a’', '‚‛', '$(calc)', '`n', '"', '\n', '#', '→', '😀', '@(', "'; calc; '", ''),
);
const slug = fc.stringMatching(/^[a-z]{1,8}$/);

const models: fc.Arbitrary<CompletionModel> = fc.record({
  program: fc.constant('nerava-diag'),
  commands: fc.array(
    fc.record({
      id: slug,
      summary: text,
      argument: fc.array(slug, {maxLength: 3}),
      flags: fc.array(
        fc.record({
          names: fc.tuple(
            slug.map((name) => `--${name}`),
            fc.constantFrom('-h', '-H'),
          ),
          summary: text,
          repeatable: fc.boolean(),
          value: fc.oneof(
            fc.constant({kind: 'none' as const}),
            fc.record({kind: fc.constantFrom('file' as const, 'free' as const), label: text}),
            fc.record({kind: fc.constant('words' as const), label: text, words: fc.array(slug, {maxLength: 3})}),
          ),
        }),
        {maxLength: 3},
      ),
    }),
    {maxLength: 4},
  ),
});

describe('a text quoted for PowerShell', () => {
  it('is printable ASCII, and gives the text back', () => {
    fc.assert(
      fc.property(text, (value) => {
        const quoted = quotePowerShell(value);
        expect(quoted).toMatch(/^[\x20-\x7e]*$/);
        expect(textOf(quoted)).toBe(value);
        expect(unbalanced(tokensOf(quoted))).toEqual([]);
      }),
    );
  });

  it.each([
    ['plain', "'plain'"],
    ["it's", "'it''s'"],
    ['it’s', "('it' + [char]0x2019 + 's')"],
    ['→', "('' + [char]0x2192 + '')"],
  ])('%s is %s', (value, quoted) => {
    expect(quotePowerShell(value)).toBe(quoted);
  });
});

describe('the script for PowerShell', () => {
  it('is whole, ASCII, and holds each command, flag and value once', () => {
    fc.assert(
      fc.property(models, (model) => {
        const script = powershellCompletion(model);
        expect(script).toMatch(/^[\x20-\x7e\n]*$/);
        const tokens = tokensOf(script);
        expect(unbalanced(tokens)).toEqual([]);
        expect(tokens.slice(0, 4)).toEqual(['Register-ArgumentCompleter', '-Native', '-CommandName', '@']);
        const rows = rowsOf(script);
        expect(rows).toEqual([
          ...model.commands.map(({id, argument}) => ({command: undefined, name: id, kind: undefined, words: argument})),
          {command: undefined, name: '--help', kind: undefined, words: []},
          {command: undefined, name: '--version', kind: undefined, words: []},
          ...model.commands.flatMap(({id, flags}) =>
            flags.flatMap(({names, value}) =>
              names.map((name) => ({
                command: id,
                name,
                kind: value.kind,
                words: value.kind === 'words' ? value.words : [],
              })),
            ),
          ),
        ]);
      }),
    );
  });
});
