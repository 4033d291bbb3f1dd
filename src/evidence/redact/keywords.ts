/** Which of many short words stand in a text, told in one walk over it. */
export interface Keywords {
  /** Positions, in the list that was given, of the sets with a word in the text; ASCII case is ignored. */
  present(text: string): ReadonlySet<number>;
}

/** Characters looked at in one go. */
const BLOCK = 64 * 1024;

/**
 * Aho-Corasick over lists of words as {@link keyword} makes them: a page of log lines is walked once, however many
 * words there are. A list with an empty word is always present.
 *
 * Each step waits for the one before it, so four stretches of the text are walked side by side: the processor does
 * their steps at once. Bytes are walked, not characters: of a character beyond Latin-1 the low byte counts, so that a
 * word may be called present that is not, never the other way round.
 */
export function createKeywords(lists: readonly (readonly string[])[]): Keywords {
  const always = lists.flatMap((words, list) => (words.includes('') ? [list] : []));
  const words = lists.flat();
  const {next, ends, firstEnd} = automatonOf(lists, words);
  // A word that begins at the end of one stretch is found when that stretch is walked on by so much.
  const overlap = Math.max(1, ...words.map((word) => word.length)) - 1;
  const bytes = Buffer.alloc(BLOCK + 4 * (overlap + 1));
  const seen = new Uint8Array(ends.length);

  const walk = (length: number): void => {
    bytes.fill(0, length, length + 4 * (overlap + 1));
    const stretch = Math.ceil(length / 4);
    const [second, third, fourth] = [stretch, 2 * stretch, 3 * stretch];
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let at = 0; at < stretch + overlap; at++) {
      a = next[(a << 8) | (bytes[at] as number)] as number;
      b = next[(b << 8) | (bytes[at + second] as number)] as number;
      c = next[(c << 8) | (bytes[at + third] as number)] as number;
      d = next[(d << 8) | (bytes[at + fourth] as number)] as number;
      if (a >= firstEnd) seen[a] = 1;
      if (b >= firstEnd) seen[b] = 1;
      if (c >= firstEnd) seen[c] = 1;
      if (d >= firstEnd) seen[d] = 1;
    }
  };

  return {
    present(text) {
      seen.fill(0);
      for (let from = 0; from < text.length; from += BLOCK - overlap) {
        const block = text.length <= BLOCK ? text : text.slice(from, from + BLOCK);
        walk(bytes.write(block, 0, BLOCK, 'latin1'));
      }
      const found = new Set(always);
      for (let state = firstEnd; state < seen.length; state++) {
        if (seen[state] === 1) for (const list of ends[state] ?? []) found.add(list);
      }
      return found;
    },
  };
}

/** Any text as a word to look for: ASCII letters lower-case, and of each character the low byte. */
export function keyword(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString('latin1')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

interface Node {
  readonly children: Map<number, Node>;
  readonly lists: Set<number>;
  fail: Node | undefined;
}

/**
 * The automaton as one table: 256 entries for each state, the state after each byte. States in which a word ends come
 * last, from `firstEnd` on.
 */
function automatonOf(
  lists: readonly (readonly string[])[],
  words: readonly string[],
): {readonly next: Uint16Array; readonly ends: readonly (readonly number[])[]; readonly firstEnd: number} {
  const root: Node = {children: new Map(), lists: new Set(), fail: undefined};
  lists.forEach((list, index) => {
    for (const word of list) if (word !== '') grow(root, word).lists.add(index);
  });
  const nodes = link(root);
  const ordered = [...nodes].sort((x, y) => Math.min(1, x.lists.size) - Math.min(1, y.lists.size));
  const states = new Map(ordered.map((node, state) => [node, state]));
  const stateOf = (node: Node | undefined): number => (node === undefined ? 0 : (states.get(node) ?? 0));
  const next = new Uint16Array(nodes.length * 256);
  const letters = new Set(words.flatMap((word) => [...Buffer.from(word, 'latin1')]));
  // Breadth first: the state that a node fails to has its row already.
  for (const node of nodes) {
    const row = stateOf(node) << 8;
    for (const letter of letters) {
      const child = node.children.get(letter);
      const state = child === undefined ? (next[(stateOf(node.fail) << 8) | letter] ?? 0) : stateOf(child);
      next[row | letter] = state;
      if (letter >= 0x61 && letter <= 0x7a) next[row | (letter - 32)] = state;
    }
  }
  return {
    next,
    ends: ordered.map((node) => [...node.lists]),
    firstEnd: ordered.filter((node) => node.lists.size === 0).length,
  };
}

function grow(root: Node, word: string): Node {
  let node = root;
  for (let at = 0; at < word.length; at++) {
    const letter = word.charCodeAt(at);
    let child = node.children.get(letter);
    if (child === undefined) {
      child = {children: new Map(), lists: new Set(), fail: undefined};
      node.children.set(letter, child);
    }
    node = child;
  }
  return node;
}

/** Sets where each state goes on failure, and what else ends there. Returns all states, breadth first. */
function link(root: Node): Node[] {
  const nodes = [root];
  for (const node of nodes) {
    for (const [kind, child] of node.children) {
      let fail = node.fail;
      while (fail !== undefined && !fail.children.has(kind)) fail = fail.fail;
      child.fail = fail?.children.get(kind) ?? root;
      for (const list of child.fail.lists) child.lists.add(list);
      nodes.push(child);
    }
  }
  return nodes;
}
