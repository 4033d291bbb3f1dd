const CONTEXT = 3;
/** Beyond so many edits the middle is shown as replaced: the exact shortest script would help nobody. */
const MAX_EDITS = 2000;

interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

/** A unified diff; '' when the texts are equal. */
export function unifiedDiff(before: string, after: string, nameBefore: string, nameAfter: string): string {
  if (before === after) return '';
  const edits = diffLines(toLines(before), toLines(after));
  const hunks = toHunks(edits);
  return [`--- ${nameBefore}`, `+++ ${nameAfter}`, ...hunks, ''].join('\n');
}

const NO_NEWLINE = '\n\\ No newline at end of file';

function toLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  // The last piece is empty where the text ends with a newline; where it does not, the line says so.
  if (lines.at(-1) === '') lines.pop();
  else lines[lines.length - 1] += NO_NEWLINE;
  return lines;
}

/** Myers' O(ND) algorithm between the common beginning and the common end. */
function diffLines(a: readonly string[], b: readonly string[]): Edit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (lines: readonly string[]): Edit[] => lines.map((line) => ({kind: ' ', line}));
  return [
    ...same(a.slice(0, head)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(a.slice(a.length - tail)),
  ];
}

function middle(a: readonly string[], b: readonly string[]): Edit[] {
  const max = Math.min(a.length + b.length, MAX_EDITS);
  const offset = max + 1;
  const reach = new Int32Array(2 * max + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= max; d++) {
    trace.push(reach.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach[offset + k - 1] as number) < (reach[offset + k + 1] as number));
      let x = down ? (reach[offset + k + 1] as number) : (reach[offset + k - 1] as number) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trace, d);
    }
  }
  return [...a.map((line): Edit => ({kind: '-', line})), ...b.map((line): Edit => ({kind: '+', line}))];
}

function walkBack(a: readonly string[], b: readonly string[], trace: readonly Int32Array[], edits: number): Edit[] {
  const result: Edit[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = edits; d >= 0; d--) {
    const reach = trace[d] as Int32Array;
    const at = (k: number): number => reach[k + d + 1] as number;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const previousK = down ? k + 1 : k - 1;
    const previousX = d === 0 ? 0 : at(previousK);
    const previousY = d === 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY) {
      x--;
      y--;
      result.push({kind: ' ', line: a[x] as string});
    }
    if (d > 0) result.push(down ? {kind: '+', line: b[--y] as string} : {kind: '-', line: a[--x] as string});
  }
  return result.reverse();
}

function toHunks(edits: readonly Edit[]): string[] {
  const out: string[] = [];
  let at = 0;
  let lineA = 1;
  let lineB = 1;
  while (at < edits.length) {
    let change = at;
    while (change < edits.length && edits[change]?.kind === ' ') change++;
    if (change === edits.length) break;
    const start = Math.max(at, change - CONTEXT);
    lineA += start - at;
    lineB += start - at;
    let end = change;
    let quiet = 0;
    for (let i = change; i < edits.length && quiet <= 2 * CONTEXT; i++) {
      quiet = edits[i]?.kind === ' ' ? quiet + 1 : 0;
      if (quiet === 0) end = i + 1;
    }
    end = Math.min(edits.length, end + CONTEXT);
    const hunk = edits.slice(start, end);
    const countA = hunk.filter(({kind}) => kind !== '+').length;
    const countB = hunk.filter(({kind}) => kind !== '-').length;
    out.push(`@@ -${span(lineA, countA)} +${span(lineB, countB)} @@`);
    for (const {kind, line} of hunk) out.push(`${kind}${line}`);
    lineA += countA;
    lineB += countB;
    at = end;
  }
  return out;
}

function span(line: number, count: number): string {
  return count === 1 ? `${line}` : `${count === 0 ? line - 1 : line},${count}`;
}
