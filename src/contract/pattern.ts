/**
 * Patterns of a contract: a safe part of regular expressions, matched in time linear in the text.
 *
 * A contract is a file of a user's, and the texts are what an application printed or was given: with a backtracking
 * engine `(a+)+$` could hang the tool. So these are run as a set of states (Thompson's construction) instead.
 * Known: literals, `.`, classes, \d \w \s and their opposites, groups, `|`, `^`, `$`, `? * + {n} {n,} {n,m}`.
 */
export interface Pattern {
  /** Whether the pattern matches anywhere in the text. */
  test(text: string): boolean;
}

export class PatternError extends Error {}

const MAX_LENGTH = 300;
const MAX_STATES = 2_000;
const MAX_DEPTH = 20;

type Matches = (character: string) => boolean;
type State =
  | {readonly kind: 'character'; readonly matches: Matches; next: number}
  | {readonly kind: 'split'; a: number; b: number}
  | {readonly kind: 'assert'; readonly at: 'start' | 'end'; next: number}
  | {readonly kind: 'match'};

type Tree =
  | {readonly kind: 'character'; readonly matches: Matches}
  | {readonly kind: 'assert'; readonly at: 'start' | 'end'}
  | {readonly kind: 'sequence'; readonly items: readonly Tree[]}
  | {readonly kind: 'choice'; readonly options: readonly Tree[]}
  | {readonly kind: 'repeat'; readonly item: Tree; readonly min: number; readonly max: number};

/** @throws PatternError where the pattern is malformed, too large or uses what is not known here */
export function compilePattern(source: string): Pattern {
  if (source.length > MAX_LENGTH) throw new PatternError(`it is longer than ${MAX_LENGTH} characters`);
  const program = assemble(parse(source));
  return {test: (text) => run(program, text)};
}

function parse(source: string): Tree {
  const characters = [...source];
  let at = 0;
  const peek = () => characters[at];
  const take = () => {
    const character = characters[at];
    if (character === undefined) throw new PatternError('it ends too early');
    at += 1;
    return character;
  };
  const accept = (character: string) => {
    if (characters[at] !== character) return false;
    at += 1;
    return true;
  };

  const choice = (depth: number): Tree => {
    if (depth > MAX_DEPTH) throw new PatternError(`its groups are nested deeper than ${MAX_DEPTH}`);
    const options = [sequence(depth)];
    while (accept('|')) options.push(sequence(depth));
    return options.length === 1 && options[0] !== undefined ? options[0] : {kind: 'choice', options};
  };

  const sequence = (depth: number): Tree => {
    const items: Tree[] = [];
    for (let next = peek(); next !== undefined && next !== '|' && next !== ')'; next = peek()) {
      items.push(quantified(atom(depth)));
    }
    return {kind: 'sequence', items};
  };

  const quantified = (item: Tree): Tree => {
    const bounds = quantifier();
    if (bounds === undefined) return item;
    if (item.kind === 'assert') throw new PatternError('an anchor cannot be repeated');
    // Whether a quantifier is lazy changes what is matched, not whether.
    accept('?');
    if (quantifier() !== undefined) throw new PatternError('a quantifier follows a quantifier');
    return {kind: 'repeat', item, ...bounds};
  };

  const quantifier = (): {min: number; max: number} | undefined => {
    if (accept('*')) return {min: 0, max: Number.POSITIVE_INFINITY};
    if (accept('+')) return {min: 1, max: Number.POSITIVE_INFINITY};
    if (accept('?')) return {min: 0, max: 1};
    if (!accept('{')) return undefined;
    let inside = '';
    for (let next = take(); next !== '}'; next = take()) inside += next;
    const bounds = /^(\d{1,4})(,(\d{0,4}))?$/.exec(inside);
    if (bounds === null) throw new PatternError(`"{${inside}}" is no quantifier; write \\{ for a brace`);
    const min = Number(bounds[1]);
    const max = bounds[2] === undefined ? min : bounds[3] === '' ? Number.POSITIVE_INFINITY : Number(bounds[3]);
    if (max < min) throw new PatternError(`"{${inside}}" counts down`);
    return {min, max};
  };

  const atom = (depth: number): Tree => {
    const character = take();
    if (character === '(') return group(depth);
    if (character === '[') return {kind: 'character', matches: characterClass()};
    if (character === '.') return {kind: 'character', matches: (c) => !/^[\n\r\u2028\u2029]$/u.test(c)};
    if (character === '^') return {kind: 'assert', at: 'start'};
    if (character === '$') return {kind: 'assert', at: 'end'};
    if (character === '\\') return {kind: 'character', matches: escaped(take())};
    if ('*+?{}]'.includes(character)) throw new PatternError(`"${character}" stands alone; write \\${character}`);
    return {kind: 'character', matches: (c) => c === character};
  };

  const group = (depth: number): Tree => {
    if (accept('?') && !accept(':')) throw new PatternError('of groups only (…) and (?:…) are known');
    const tree = choice(depth + 1);
    if (!accept(')')) throw new PatternError('a group is not closed');
    return tree;
  };

  const characterClass = (): Matches => {
    const negated = accept('^');
    const members: Matches[] = [];
    while (!accept(']')) {
      const first = member();
      if (peek() !== '-' || characters[at + 1] === ']' || characters[at + 1] === undefined) {
        members.push(first.matches);
        continue;
      }
      at += 1;
      const last = member();
      if (first.character === undefined || last.character === undefined || first.character > last.character)
        throw new PatternError('a range in a class is malformed');
      const [from, to] = [codePoint(first.character), codePoint(last.character)];
      if (from > to) throw new PatternError('a range in a class counts down');
      members.push((c) => codePoint(c) >= from && codePoint(c) <= to);
    }
    return (c) => members.some((matches) => matches(c)) !== negated;
  };

  const member = (): {matches: Matches; character?: string} => {
    const character = take();
    if (character !== '\\') return {matches: (c) => c === character, character};
    const letter = take();
    const matches = escaped(letter);
    const literal = LITERAL_ESCAPES[letter] ?? (/^[A-Za-z0-9]$/.test(letter) ? undefined : letter);
    return literal === undefined ? {matches} : {matches, character: literal};
  };

  const tree = choice(0);
  if (at < characters.length) throw new PatternError('a group is closed that was not opened');
  return tree;
}

const LITERAL_ESCAPES: {readonly [letter: string]: string} = {n: '\n', r: '\r', t: '\t'};
const CLASS_ESCAPES: {readonly [letter: string]: RegExp} = {
  d: /^\d$/u,
  D: /^\D$/u,
  w: /^\w$/u,
  W: /^\W$/u,
  s: /^\s$/u,
  S: /^\S$/u,
};

function escaped(character: string): Matches {
  const known = CLASS_ESCAPES[character];
  if (known !== undefined) return (c) => known.test(c);
  const literal = LITERAL_ESCAPES[character];
  if (literal !== undefined) return (c) => c === literal;
  if (/^[A-Za-z0-9]$/.test(character)) throw new PatternError(`\\${character} is not known here`);
  return (c) => c === character;
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

interface Program {
  readonly states: readonly State[];
  readonly start: number;
}

/** Builds the states from the end backwards: each tree knows the state that follows it. */
function assemble(tree: Tree): Program {
  const states: State[] = [{kind: 'match'}];
  const add = (state: State): number => {
    if (states.length >= MAX_STATES) throw new PatternError('it repeats too much');
    states.push(state);
    return states.length - 1;
  };
  let built = 0;
  const build = (part: Tree, next: number): number => {
    // Empty groups add no state, but repeating them repeatedly takes time all the same.
    built += 1;
    if (built > 10 * MAX_STATES) throw new PatternError('it repeats too much');
    switch (part.kind) {
      case 'character':
      case 'assert':
        return add({...part, next});
      case 'sequence':
        return part.items.reduceRight((after, item) => build(item, after), next);
      case 'choice':
        return part.options.map((option) => build(option, next)).reduce((a, b) => add({kind: 'split', a, b}));
      case 'repeat':
        return repeat(part.item, part.min, part.max, next);
    }
  };
  const repeat = (item: Tree, min: number, max: number, next: number): number => {
    let after = next;
    if (max === Number.POSITIVE_INFINITY) {
      const loop: State = {kind: 'split', a: next, b: next};
      after = add(loop);
      loop.a = build(item, after);
    } else {
      for (let optional = min; optional < max; optional += 1) {
        after = add({kind: 'split', a: build(item, after), b: next});
      }
    }
    for (let required = 0; required < min; required += 1) after = build(item, after);
    return after;
  };
  const start = build(tree, 0);
  return {states, start};
}

function run({states, start}: Program, text: string): boolean {
  const characters = [...text];
  let current = new Set<number>();
  for (let position = 0; position <= characters.length; position += 1) {
    // The match may begin at every position.
    current.add(start);
    const reached = closure(states, current, position === 0, position === characters.length);
    if (reached === undefined) return true;
    const character = characters[position];
    current = new Set();
    if (character === undefined) break;
    for (const state of reached) if (state.matches(character)) current.add(state.next);
  }
  return false;
}

/** The character states that can be reached without reading; undefined when the match is complete. */
function closure(states: readonly State[], from: ReadonlySet<number>, atStart: boolean, atEnd: boolean) {
  const seen = new Set(from);
  const reading: Extract<State, {kind: 'character'}>[] = [];
  const follow = [...from];
  const visit = (next: number) => {
    if (seen.has(next)) return;
    seen.add(next);
    follow.push(next);
  };
  for (let index = follow.pop(); index !== undefined; index = follow.pop()) {
    const state = states[index];
    if (state === undefined || state.kind === 'match') return undefined;
    if (state.kind === 'character') reading.push(state);
    else if (state.kind === 'split') {
      visit(state.a);
      visit(state.b);
    } else if (state.at === 'start' ? atStart : atEnd) visit(state.next);
  }
  return reading;
}
