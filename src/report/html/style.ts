/** The page's style sheet. Its hash stands in the page's content security policy; a test holds the two together. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --bad: #b42318; --bad-panel: #fef3f2; --warn: #8a5a00; --warn-panel: #fff8e6; --good: #1a7f37; --info: #0b62b8;
  --badge: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --text: #e6edf3; --soft: #9aa5b1; --line: #30363d; --panel: #161b22;
    --bad: #ff8a80; --bad-panel: #2b1414; --warn: #f0b849; --warn-panel: #2a2110; --good: #5fd07a; --info: #79b8ff;
    --badge: #0d1117;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 62rem; padding: 1.5rem 1.25rem 4rem;
  background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; line-height: 1.3; margin: .25rem 0 1rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
article > h3:first-child { margin-top: .5rem; }
h4 { font-size: .8rem; margin: .75rem 0 .25rem; color: var(--soft); text-transform: uppercase; letter-spacing: .04em; }
p { margin: .25rem 0 .5rem; }
a { color: var(--info); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .85rem; }
pre { margin: .25rem 0 .5rem; padding: .5rem .75rem; white-space: pre-wrap; background: var(--panel); border-radius: .375rem; }
pre.command { border: 1px solid var(--line); }
pre.quote { border-left: 3px solid var(--line); border-radius: 0 .375rem .375rem 0; }
.badge {
  display: inline-block; padding: .1rem .55rem; border-radius: .375rem; border: 1px solid currentColor;
  font-size: .8rem; font-weight: 700; letter-spacing: .04em; white-space: nowrap;
}
.badge.solid { color: var(--badge); border-color: transparent; }
.solid.failing { background: var(--bad); } .solid.inconclusive { background: var(--warn); } .solid.healthy { background: var(--good); }
.bad { color: var(--bad); } .warn { color: var(--warn); } .good { color: var(--good); } .info { color: var(--info); } .soft { color: var(--soft); }
.banner { margin: 1rem 0; padding: .75rem 1rem; border-left: 4px solid var(--warn); background: var(--warn-panel); }
.first { margin: 1rem 0; padding: .75rem 1rem; border-left: 4px solid var(--info); background: var(--panel); }
.first pre { background: var(--page); }
.cause { margin: 0 0 1rem; padding: .5rem 1rem .75rem; border: 1px solid var(--line); border-radius: .5rem; }
.cause.confirmed { border-left: 4px solid var(--bad); } .cause.likely { border-left: 4px solid var(--warn); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
ul, ol { margin: .25rem 0; padding-left: 1.4rem; } li { margin: .25rem 0; }
ul.plain { list-style: none; padding-left: 0; }
.place { color: var(--soft); font-size: .85rem; margin: .25rem 0 0; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .925rem; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
td.key { white-space: nowrap; overflow-wrap: normal; } td.differs { font-weight: 600; }
tr.fail td, tr.important td { background: var(--bad-panel); }
nav { margin: 1rem 0; font-size: .9rem; } nav a { display: inline-block; margin-right: .9rem; }
svg { display: block; max-width: 100%; height: auto; }
svg text { fill: var(--text); font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg .small { font-size: 11px; fill: var(--soft); } svg .track { stroke: var(--line); stroke-width: 2; fill: none; }
svg .yes { stroke: var(--good); } svg .no { stroke: var(--bad); } svg .open { stroke: var(--soft); }
svg .node { fill: var(--page); stroke-width: 2; } svg .mark { fill: none; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
svg .strong { font-weight: 700; }
svg .span { fill: var(--panel); stroke: var(--line); } svg .dot { fill: var(--info); } svg .alarm { fill: var(--bad); }
.tall { display: none; } .picture { min-width: 40rem; }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
@media (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; }
  .wide { display: none; } .tall { display: block; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: .4rem; }
  th, td { padding: .3rem .4rem; } h1 { font-size: 1.25rem; }
}
@page { margin: 15mm; }
@media print {
  :root {
    --page: #ffffff; --text: #000000; --soft: #444444; --line: #bbbbbb; --panel: #f4f4f4;
    --bad: #a11010; --bad-panel: #fbeeee; --warn: #6e4800; --warn-panel: #fff8e6; --good: #12602a; --info: #0a4f94; --badge: #ffffff;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  .wide { display: block; } .tall { display: none; }
  .picture { min-width: 0; } .scroll { overflow: visible; }
  h2, h3, h4, .place { break-after: avoid; } .command { break-inside: avoid; }
  tr, .banner, .first, svg { break-inside: avoid; } pre { orphans: 3; widows: 3; }
  .badge.solid { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;

/** Base64 of the SHA-256 of STYLE, as a content security policy names it. */
export const STYLE_HASH = 'sha256-rO8J44N35cjlopKFYr0NLrelKrA19y8W1gxnHu/86jM=';
