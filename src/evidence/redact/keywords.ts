/** Which of many short words stand in a text, told in one walk over it. */
export interface Keywords {
  /** Positions, in the list that was given, of the sets with a word in the text; ASCII case is ignored. */
  present(text: string): ReadonlySet<number>;
}

/**
 * Aho-Corasick over lists of lower-case ASCII words: a page of log lines is walked once, however many words there are.
 * A list with an empty word is always present; words beyond ASCII are not supported.
 */
export function createKeywords(lists: readonly (readonly string[])[]): Keywords {
  const always = new Set(lists.flatMap((words, list) => (words.includes('') ? [list] : [])));
  const {classes, width} = classesOf(lists.flat());
  const {next, ends, firstEnd} = automatonOf(lists, classes, width);
  return {
    present(text) {
      const found = new Set(always);
      let row = 0;
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        row = code < 128 ? (next[row + (classes[code] ?? 0)] ?? 0) : 0;
        if (row < firstEnd) continue;
        for (const list of ends.get(row) ?? []) found.add(list);
        if (found.size === lists.length) break;
      }
      return found;
    },
  };
}

/** Characters that stand in some word get a class each, both cases of a letter the same one; all others class 0. */
function classesOf(words: readonly string[]): {readonly classes: Uint8Array; readonly width: number} {
  const classes = new Uint8Array(128);
  let width = 1;
  for (const word of words) {
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at);
      if (code >= 128 || classes[code] !== 0) continue;
      classes[code] = width;
      if (code >= 0x61 && code <= 0x7a) classes[code - 32] = width;
      width += 1;
    }
  }
  return {classes, width};
}

interface Node {
  readonly children: Map<number, Node>;
  readonly lists: Set<number>;
  fail: Node | undefined;
}

/**
 * The automaton as one table: a row for each state, at the row's number the state after each class. States in which a
 * word ends come last, from `firstEnd` on.
 */
function automatonOf(
  lists: readonly (readonly string[])[],
  classes: Uint8Array,
  width: number,
): {readonly next: Int32Array; readonly ends: ReadonlyMap<number, readonly number[]>; readonly firstEnd: number} {
  const root: Node = {children: new Map(), lists: new Set(), fail: undefined};
  lists.forEach((words, list) => {
    for (const word of words) if (word !== '') grow(root, word, classes).lists.add(list);
  });
  const nodes = link(root);
  const plain = nodes.filter((node) => node.lists.size === 0);
  const ending = nodes.filter((node) => node.lists.size > 0);
  const rows = new Map([...plain, ...ending].map((node, index) => [node, index * width]));
  const next = new Int32Array(nodes.length * width);
  // Breadth first: the state that a node fails to has its row already.
  for (const node of nodes) {
    const row = rows.get(node) ?? 0;
    const fallback = node.fail === undefined ? undefined : rows.get(node.fail);
    for (let kind = 1; kind < width; kind++) {
      const child = node.children.get(kind);
      next[row + kind] = (child === undefined ? next[(fallback ?? 0) + kind] : rows.get(child)) ?? 0;
    }
  }
  return {
    next,
    ends: new Map(ending.map((node) => [rows.get(node) ?? 0, [...node.lists]])),
    firstEnd: plain.length * width,
  };
}

function grow(root: Node, word: string, classes: Uint8Array): Node {
  let node = root;
  for (let at = 0; at < word.length; at++) {
    const kind = classes[word.charCodeAt(at)] ?? 0;
    let child = node.children.get(kind);
    if (child === undefined) {
      child = {children: new Map(), lists: new Set(), fail: undefined};
      node.children.set(kind, child);
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
