import {sanitizeLine} from '../../terminal/sanitize.js';
import {formatBytes} from '../bytes.js';
import type {ImageComparison, LayerRow} from '../comparison.js';
import {closingGroups, type Group, leadingGroups} from './groups.js';
import {
  assurance,
  biggest,
  bytesOrDash,
  configText,
  diffText,
  fileRemark,
  gapLines,
  headline,
  historyText,
  layerRemark,
  layerSizes,
  listTitle,
  platformTable,
  sideRows,
  sizeRows,
  unreadNote,
} from './view.js';

/** One page without scripts and without anything fetched; both images' layers are drawn to one scale. */
export function renderHtml(comparison: ImageComparison, options: {readonly top?: number} = {}): string {
  const top = options.top ?? 50;
  const {files, packages} = comparison;
  const parts = [
    `<h1>${inert(headline(comparison))}</h1>`,
    list(
      comparison.findings.map(
        ({severity, text, fix}) =>
          `<b class="${severity}">${severity}</b> ${inert(text)}${fix === undefined ? '' : ` <i>→ ${inert(fix)}</i>`}`,
      ),
    ),
    ...section('Not known', list(gapLines(comparison).map(inert))),
    '<h2>Layers to scale</h2>',
    picture(comparison),
    '<h2>Images</h2>',
    table(['', 'A', 'B'], sideRows(comparison)),
    ...section('Platforms', table(['', ''], platformTable(comparison))),
    ...section('Config', table(['', 'A', 'B'], comparison.config.changed.map(configText))),
    '<h2>Layers</h2>',
    table(
      ['', 'A packed → unpacked', 'B packed → unpacked', 'made by', ''],
      comparison.layers.map((row) => [
        row.status,
        layerSizes(row.a),
        layerSizes(row.b),
        row.createdBy ?? row.digest,
        layerRemark(row),
      ]),
    ),
    '<h2>History</h2>',
    table(
      ['', 'A', 'B'],
      comparison.history.map((row) => [row.status, historyText(row.a), historyText(row.b)]),
    ),
    '<h2>Sizes</h2>',
    table(['what shows it', 'A', 'B'], sizeRows(comparison)),
    list(comparison.sizes.notes.map(inert)),
  ];
  if (files) {
    parts.push('<h2>Files</h2>', `<p>${inert(assurance(files, comparison.layers))}</p>`);
    const unread = unreadNote(files);
    if (unread !== undefined) parts.push(`<p>${inert(unread)}</p>`);
    parts.push(...leadingGroups(files, top).map(groupBlock));
    for (const [title, changes] of [
      ['Changed', files.changed],
      ['Added', files.added],
      ['Removed', files.removed],
    ] as const) {
      if (changes.length === 0) continue;
      parts.push(`<h3>${listTitle(title, changes, top)}</h3>`);
      parts.push(
        table(
          ['path', 'A', 'B', ''],
          biggest(changes, top).map((c) => [c.path, bytesOrDash(c.a), bytesOrDash(c.b), fileRemark(c)]),
        ),
      );
    }
    parts.push(...closingGroups(files, top).map(groupBlock));
    for (const diff of files.diffs) {
      parts.push(
        diff.omitted === undefined
          ? `<pre>${escapeHtml(diffText(diff))}</pre>`
          : `<p>${inert(diff.path)}: ${inert(diff.omitted)}</p>`,
      );
    }
  }
  if (packages) {
    const all = [...packages.removed, ...packages.changed, ...packages.added];
    const rows = all.map((change) => [change.ecosystem, change.name, change.a ?? '–', change.b ?? '–']);
    const unknown = packages.unknown.map(({ecosystem, why}) => inert(`${ecosystem}: ${why}`));
    parts.push(...section('Packages', table(['', 'package', 'A', 'B'], rows) + list(unknown)));
  }
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${inert(headline(comparison))}</title>
<style>body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#1a1a1a;background:#fff}h1{font-size:1.3rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.2rem .6rem .2rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}.scroll{overflow-x:auto}.named{min-width:34rem}.named td:first-child{white-space:nowrap;overflow-wrap:normal}pre{background:#f5f5f5;padding:1rem;overflow:auto}.error{color:#b00020}.warning{color:#8a5a00}.info{color:#00608a}text{font:12px system-ui,sans-serif}@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}pre{background:#222}td,th{border-color:#444}text{fill:#eee}.error{color:#ff8a8a}.warning{color:#ffc266}.info{color:#8ad0ff}}</style></head>
<body>
${parts.join('\n')}
</body></html>
`;
}

const FILL: {readonly [S in LayerRow['status']]: string} = {
  same: '#9aa5b1',
  changed: '#e0a030',
  added: '#3c9a5f',
  removed: '#c0504d',
};
const HEIGHT = 440;
const COLUMN = 300;

/** Two columns, lowest layer at the bottom, heights in proportion to packed bytes. */
function picture({layers, a, b}: ImageComparison): string {
  const largest = Math.max(a.packedBytes ?? 0, b.packedBytes ?? 0, 1);
  const column = (side: 'a' | 'b', x: number): string => {
    const own = layers.flatMap((row) => {
      const cell = row[side];
      return cell ? [{row, cell}] : [];
    });
    own.sort((p, q) => p.cell.index - q.cell.index);
    let y = HEIGHT;
    return own
      .map(({row, cell}) => {
        const height = (cell.packedBytes / largest) * HEIGHT;
        y -= height;
        const label = `${cell.index + 1}: ${formatBytes(cell.packedBytes)} ${row.status}`;
        const title = inert(`${label}: ${row.createdBy ?? cell.digest}`);
        const text =
          height >= 14
            ? `<text x="${x + 8}" y="${(y + height / 2 + 4).toFixed(1)}" style="fill:#111">${inert(label)}</text>`
            : '';
        return `<g><title>${title}</title><rect x="${x}" y="${y.toFixed(1)}" width="${COLUMN}" height="${Math.max(height, 0.5).toFixed(1)}" fill="${FILL[row.status]}" stroke="#fff" stroke-width="1"/>${text}</g>`;
      })
      .join('');
  };
  const legend = (['same', 'changed', 'added', 'removed'] as const)
    .map(
      (status, i) =>
        `<rect x="${i * 90}" y="${HEIGHT + 32}" width="12" height="12" fill="${FILL[status]}"/><text x="${i * 90 + 18}" y="${HEIGHT + 43}" fill="currentColor">${status}</text>`,
    )
    .join('');
  return `<svg role="img" aria-label="Layers of both images, heights in proportion to packed bytes" viewBox="0 0 ${2 * COLUMN + 60} ${HEIGHT + 50}" width="${2 * COLUMN + 60}" style="max-width:100%">${column('a', 0)}${column('b', COLUMN + 60)}<text x="0" y="${HEIGHT + 20}" fill="currentColor">A: ${bytesOrDash(a.packedBytes)}</text><text x="${COLUMN + 60}" y="${HEIGHT + 20}" fill="currentColor">B: ${bytesOrDash(b.packedBytes)}</text>${legend}</svg>`;
}

/** Nothing where there is nothing to show. */
function section(title: string, content: string): string[] {
  return content === '' ? [] : [`<h2>${title}</h2>`, content];
}

function groupBlock({title, lines}: Group): string {
  const items = lines.map(
    ({text, hints = []}) => inert(text) + hints.map((hint) => ` <i>→ ${inert(hint)}</i>`).join(''),
  );
  return `<h3>${inert(title)}</h3>${list(items)}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

/** Empty without rows. A first column without a heading holds short names, which stay on one line. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const cells = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${inert(cell)}</${tag}>`).join('')}</tr>`;
  const kind = head[0] === '' ? ' class="named"' : '';
  return `<div class="scroll"><table${kind}>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table></div>`;
}

function inert(text: string): string {
  return escapeHtml(sanitizeLine(text));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
