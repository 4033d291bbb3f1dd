import {Trie} from './trie.js';

/** A stretch of text that some pattern covers, and the pattern's label. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** Patterns shorter than this only match as whole words. */
const WHOLE_WORD_BELOW = 6;
const WORD = /[A-Za-z0-9_]/;

/**
 * Finds any of many strings in one pass over a text (Aho-Corasick): linear in the text whatever the patterns are,
 * where an alternation or a loop over 10 000 values would not be.
 */
export class Matcher {
  readonly #trie = new Trie();
  /** Label of the pattern that ends at a node. */
  readonly #labels = new Map<number, {readonly label: string; readonly length: number}>();
  /** Node of the longest proper suffix that is in the trie. */
  #fail = new Int32Array(1);
  /** Nearest node on the failure chain, the node itself included, at which a pattern ends; 0: none. */
  #ending = new Int32Array(1);
  #linked = true;

  add(pattern: string, label: string): void {
    if (pattern === '') return;
    let node = 0;
    for (let i = 0; i < pattern.length; i++) node = this.#trie.grow(node, pattern.charCodeAt(i));
    if (!this.#labels.has(node)) this.#labels.set(node, {label, length: pattern.length});
    this.#linked = false;
  }

  /** Stretches covered by patterns, in order, overlapping ones joined under the label of the longest. */
  find(text: string): Match[] {
    if (!this.#linked) this.#link();
    if (this.#labels.size === 0) return [];
    const found: Found[] = [];
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      node = this.#step(node, text.charCodeAt(i));
      // A short pattern inside a longer word does not count; a still shorter suffix may stand alone.
      for (let at = this.#ending[node] ?? 0; at !== 0; at = this.#ending[this.#fail[at] ?? 0] ?? 0) {
        const pattern = this.#labels.get(at);
        if (pattern === undefined) break;
        const start = i + 1 - pattern.length;
        if (!stands(text, start, i + 1)) continue;
        join(found, {start, end: i + 1, label: pattern.label, longest: pattern.length});
        break;
      }
    }
    return found.map(({start, end, label}) => ({start, end, label}));
  }

  #step(from: number, code: number): number {
    let node = from;
    for (;;) {
      const next = this.#trie.child(node, code);
      if (next !== 0 || node === 0) return next;
      node = this.#fail[node] ?? 0;
    }
  }

  #link(): void {
    this.#fail = new Int32Array(this.#trie.size);
    this.#ending = new Int32Array(this.#trie.size);
    for (const node of this.#byDepth()) {
      const parent = this.#trie.parentOf(node);
      const fail = parent === 0 ? 0 : this.#step(this.#fail[parent] ?? 0, this.#trie.codeOf(node));
      this.#fail[node] = fail;
      this.#ending[node] = this.#labels.has(node) ? node : (this.#ending[fail] ?? 0);
    }
    this.#linked = true;
  }

  /** Every node but the root, shallow ones first: a failure link needs those of all shallower nodes. */
  #byDepth(): Int32Array {
    const size = this.#trie.size;
    const depth = new Int32Array(size);
    // A parent has a smaller number than its children.
    let deepest = 0;
    for (let node = 1; node < size; node++) {
      depth[node] = (depth[this.#trie.parentOf(node)] ?? 0) + 1;
      deepest = Math.max(deepest, depth[node] ?? 0);
    }
    const next = new Int32Array(deepest + 2);
    for (let node = 1; node < size; node++) next[(depth[node] ?? 0) + 1] = (next[(depth[node] ?? 0) + 1] ?? 0) + 1;
    for (let d = 1; d < next.length; d++) next[d] = (next[d] ?? 0) + (next[d - 1] ?? 0);
    const order = new Int32Array(size - 1);
    for (let node = 1; node < size; node++) {
      const d = depth[node] ?? 0;
      const slot = next[d] ?? 0;
      order[slot] = node;
      next[d] = slot + 1;
    }
    return order;
  }
}

interface Found {
  start: number;
  end: number;
  label: string;
  longest: number;
}

function stands(text: string, start: number, end: number): boolean {
  if (end - start >= WHOLE_WORD_BELOW) return true;
  return !WORD.test(text[start - 1] ?? ' ') && !WORD.test(text[end] ?? ' ');
}

/** Matches come by their ends; one may reach back over several before it. */
function join(found: Found[], next: Found): void {
  const merged = {...next};
  for (let last = found.at(-1); last !== undefined && last.end > merged.start; last = found.at(-1)) {
    merged.start = Math.min(merged.start, last.start);
    if (last.longest > merged.longest) {
      merged.longest = last.longest;
      merged.label = last.label;
    }
    found.pop();
  }
  found.push(merged);
}
